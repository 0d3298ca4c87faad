import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import express, { type Router } from 'express'

/** The page, its scripts and styles; the same place beside sources and what is built. */
const publicFolder = fileURLToPath(new URL('../../public/', import.meta.url))

const swaggerFolder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
const swaggerFiles = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']

/** The live page at `/` (and at `/login`, where one-time links lead), and the API's page at `/api/docs`. */
export function pages(): Router {
  const router = express.Router()
  const html = (file: string) => (_request: express.Request, response: express.Response) =>
    response.set('cache-control', 'no-cache').sendFile(file, { root: publicFolder })
  router.get('/', html('index.html'))
  router.get('/login', html('index.html'))
  router.get('/api/docs', html('docs.html'))
  router.get('/api/docs/{:file}', (request, response, next) => {
    const file = request.params['file'] ?? ''
    if (swaggerFiles.includes(file)) response.sendFile(file, { root: swaggerFolder, maxAge: '1d' })
    else next()
  })
  router.use('/assets', express.static(publicFolder, { index: false, extensions: false, fallthrough: true }))
  return router
}
