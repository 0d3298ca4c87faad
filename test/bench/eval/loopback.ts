import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Scope } from '../../harness/scope.js'

/** What is answered to a GET; every POST is accepted. */
export interface Page {
  readonly headers?: { readonly [name: string]: string }
  readonly body: unknown
}

/** Serves `pages` by path on this machine, until the scope closes; answers the URL. */
export async function serveLocally(scope: Scope, pages: { readonly [path: string]: Page }): Promise<string> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? ''
    const page = request.method === 'GET' && Object.hasOwn(pages, path) ? pages[path] : undefined
    request.resume()
    if (page === undefined) response.writeHead(request.method === 'POST' ? 204 : 404).end()
    else
      response
        .writeHead(200, { ...page.headers, 'content-type': 'application/json' })
        .end(JSON.stringify(page.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  scope.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
