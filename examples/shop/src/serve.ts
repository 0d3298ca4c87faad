import type { AddressInfo } from 'node:net'
import type { Client } from '@ripcord/sdk'
import type { ErrorRequestHandler, Express } from 'express'
import type { ShopFlags } from './shop-flags.js'

const answerError: ErrorRequestHandler = (error: Error, _request, response, _next) => {
  response.status(500).json({ error: error.message })
}

/** Listens, says where, and on SIGTERM, Ctrl-C or the end of whoever forked it ends in order: requests, then the flags. */
export function serve(service: string, app: Express, flags: Client<ShopFlags>, defaultPort: number): void {
  app.use(flags.middleware.expressErrors())
  app.use(answerError)
  const server = app.listen(Number(process.env['PORT'] ?? defaultPort), '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    console.log(`${service} listens on http://127.0.0.1:${port}`)
  })
  const end = async (): Promise<void> => {
    server.close()
    server.closeAllConnections()
    await flags.close()
    process.exit(0)
  }
  process.once('SIGTERM', () => void end())
  process.once('SIGINT', () => void end())
  process.once('disconnect', () => void end())
}
