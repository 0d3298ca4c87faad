import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { listen } from '../../harness/free-port.js'
import type { Scope } from '../../harness/scope.js'

/** Something that knows no key: every request and every handshake is answered 401. */
export interface Refuser {
  readonly port: number
  /** How often it was asked. */
  readonly asked: number
}

const because = JSON.stringify({ status: 401, detail: 'This SDK key is not known here.' })
const headers = ['content-type: application/problem+json', `content-length: ${because.length}`]
const answer = ['HTTP/1.1 401 Unauthorized', ...headers, 'connection: close', '', because].join('\r\n')

export async function startRefuser(scope: Scope): Promise<Refuser> {
  let asked = 0
  const server = createServer((request) => refuse(request.socket))
  const refuse = (socket: Socket): void => {
    asked += 1
    socket.end(answer)
  }
  server.on('upgrade', (_request, socket: Socket) => refuse(socket))
  const port = await listen(server)
  scope.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    port,
    get asked() {
      return asked
    },
  }
}
