import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  method: string
  url: URL
  headers: IncomingMessage['headers']
  body: string
}

/** What a backend answers: a status with a body, JSON where it is no text. */
export type Answer = { status?: number; body: unknown } | 'hangs'

/** A backend on loopback that answers as it is told, and keeps what it was asked. */
export async function openBackend(answer: (asked: Asked) => Answer) {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://backend')
      const body = Buffer.concat(chunks).toString()
      const one = { method: request.method ?? '', url, headers: request.headers, body }
      asked.push(one)
      const given = answer(one)
      if (given === 'hangs') return
      response.statusCode = given.status ?? 200
      response.end(typeof given.body === 'string' ? given.body : JSON.stringify(given.body))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
