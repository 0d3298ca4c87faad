import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

export interface HttpRequest {
  url: string
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body: string | undefined
  /** Bytes of the answer, unpacked, that are read at most. */
  maxBytes: number
  /** Milliseconds without a byte after which it is given up. */
  silenceMs: number
  /** Milliseconds for the whole of it. */
  totalMs: number
  agent: Agent
}

export interface HttpAnswer {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: Buffer
}

/**
 * One HTTP exchange. Rejects with an Error that says what went wrong. node:http and not fetch: a request under way must
 * not keep the process alive, and a fetch can't be told so.
 */
export function sendRequest(request: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const secure = request.url.startsWith('https:')
    const outgoing = (secure ? httpsRequest : httpRequest)(request.url, {
      method: request.method,
      agent: request.agent,
      headers: {
        ...request.headers,
        'accept-encoding': 'gzip',
        ...(request.body === undefined ? {} : { 'content-length': Buffer.byteLength(request.body) }),
      },
      timeout: request.silenceMs,
    })
    const giveUp = (because: string): void => {
      outgoing.destroy()
      reject(new Error(because))
    }
    const total = setTimeout(() => giveUp(`no whole answer within ${request.totalMs} ms`), request.totalMs)
    total.unref()
    let responded = false
    outgoing.on('timeout', () => giveUp(`no answer for ${request.silenceMs} ms`))
    outgoing.on('error', reject)
    outgoing.on('close', () => {
      clearTimeout(total)
      if (!responded) reject(new Error('the connection was cut before the answer'))
    })
    outgoing.on('response', (incoming) => {
      responded = true
      readBody(incoming, request.maxBytes).then(
        (body) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }),
        (error: unknown) => {
          reject(error)
          outgoing.destroy()
        },
      )
    })
    outgoing.end(request.body)
  })
}

function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const packed = incoming.headers['content-encoding'] === 'gzip'
    const stream: Readable = packed ? incoming.pipe(createGunzip()) : incoming
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      // Counted as it unpacks: a small answer may hold a large one.
      if (bytes > maxBytes) {
        stream.destroy()
        reject(new Error(`the answer is larger than ${maxBytes} bytes`))
      } else chunks.push(chunk)
    })
    stream.on('end', () => resolve(Buffer.concat(chunks, bytes)))
    stream.on('error', reject)
    incoming.on('error', reject)
    incoming.on('close', () => {
      if (!incoming.complete) reject(new Error('the connection was cut within the answer'))
    })
  })
}
