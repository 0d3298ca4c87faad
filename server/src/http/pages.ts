import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express, { type Router } from 'express'

/** The page of the API; the same place beside sources and what is built. */
const publicFolder = fileURLToPath(new URL('../../public/', import.meta.url))

const require = createRequire(import.meta.url)
const swaggerFolder = dirname(require.resolve('swagger-ui-dist/package.json'))
/** The console, as it was built. */
const consoleFolder = join(dirname(require.resolve('@ripcord/admin-ui/package.json')), 'dist')
const swaggerFiles = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']

/** Below these the console finds its own way: whatever is asked for there is its page. */
const consolePaths = ['/', '/login', '/p/*path']
const yearMs = 365 * 24 * 3_600_000

/** The console (one-time links lead to `/login`), and the API's page at `/api/docs`. */
export function pages(): Router {
  const router = express.Router()
  const html = (root: string, file: string) => (_request: express.Request, response: express.Response) =>
    response.set('cache-control', 'no-cache').sendFile(file, { root })
  router.get(consolePaths, html(consoleFolder, 'index.html'))
  router.get('/favicon.svg', html(consoleFolder, 'favicon.svg'))
  // What is named by its content never changes.
  router.use(
    '/console',
    express.static(join(consoleFolder, 'console'), { index: false, immutable: true, maxAge: yearMs }),
  )
  router.get('/api/docs', html(publicFolder, 'docs.html'))
  router.get('/api/docs/{:file}', (request, response, next) => {
    const file = request.params['file'] ?? ''
    if (swaggerFiles.includes(file)) response.sendFile(file, { root: swaggerFolder, maxAge: '1d' })
    else next()
  })
  router.use('/assets', express.static(publicFolder, { index: false, extensions: false, fallthrough: true }))
  return router
}
