import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach } from 'vitest'

export interface Received {
  headers: Record<string, string>
  body: string
}

export interface Receiver {
  url: string
  got: Received[]
  /** What it answers from now on; `hang`: nothing at all. */
  answer(status: number | 'hang', headers?: Record<string, string>): void
}

const endings: (() => Promise<void>)[] = []

afterEach(async () => {
  await Promise.all(endings.splice(0).map((end) => end()))
})

/** A real receiver of webhooks on loopback, closed after the test. */
export async function openReceiver(): Promise<Receiver> {
  const got: Received[] = []
  let reply: { status: number | 'hang'; headers: Record<string, string> } = { status: 204, headers: {} }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([k, v]) => [k, String(v)]))
      got.push({ headers, body: Buffer.concat(chunks).toString() })
      if (reply.status !== 'hang') response.writeHead(reply.status, reply.headers).end('a receiver’s words')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  endings.push(async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook?token=s3cret`,
    got,
    answer: (status, headers = {}) => {
      reply = { status, headers }
    },
  }
}
