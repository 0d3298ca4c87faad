import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { type Hello, parseHello } from '@ripcord/sync'
import { afterEach, describe, expect, it } from 'vitest'
import { FakeServer } from '../testing/fake-server.js'
import { flag } from '../testing/samples.js'
import { createPollingSource, type PollingSource } from './polling.js'
import { sendRequest } from './request.js'

const hello: Hello = {
  protocol: 1,
  count: 1,
  bootId: 'a-boot-id-of-many-characters',
  follows: [],
  instance: { service: 'shop', version: '1', host: 'h', sdk: { name: 'x', version: '1' } },
  highestEpoch: null,
  held: null,
  kills: [],
  notServing: [],
}

const open: { server: Server; source: PollingSource }[] = []
afterEach(() => {
  for (const { server, source } of open.splice(0)) {
    source.close()
    server.closeAllConnections()
    server.close()
  }
})

type Sent = Parameters<typeof sendRequest>[0]

async function serve(listener: RequestListener, limits: Partial<Sent> = {}) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const source = createPollingSource('rk_srv_1', (request) => sendRequest({ ...request, ...limits }))
  open.push({ server, source })
  return { source, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/below` }
}

describe('polling', () => {
  it('says hello in a header with the key, and reads a packed snapshot with its answer', async () => {
    const state = new FakeServer([flag('a')])
    const { source, base } = await serve((request, response) => {
      expect(request.url).toBe('/below/sdk/v1/snapshot')
      expect(request.headers.authorization).toBe('Bearer rk_srv_1')
      const said = JSON.parse(Buffer.from(String(request.headers['ripcord-hello']), 'base64url').toString())
      expect(parseHello(said)).toEqual({ ok: hello })
      response.setHeader('content-encoding', 'gzip')
      response.setHeader('ripcord-sync', Buffer.from(JSON.stringify(state.pollAnswer)).toString('base64url'))
      response.end(gzipSync(JSON.stringify(state.snapshot)))
    })
    const answer = await source.snapshot(base, hello, null)
    expect(answer).toEqual({
      type: 'answered',
      status: 200,
      snapshot: state.snapshot,
      answer: state.pollAnswer,
    })
  })

  it('asks conditionally, and takes a 304 for an answer', async () => {
    const state = new FakeServer()
    const { source, base } = await serve((request, response) => {
      response.setHeader('ripcord-sync', Buffer.from(JSON.stringify(state.pollAnswer)).toString('base64url'))
      response.statusCode = request.headers['if-none-match'] === '"etag"' ? 304 : 200
      response.end()
    })
    const answer = await source.snapshot(base, hello, '"etag"')
    expect(answer).toEqual({ type: 'answered', status: 304, snapshot: null, answer: state.pollAnswer })
  })

  it('says what the server said with its no, and when to come back', async () => {
    const { source, base } = await serve((_, response) => {
      response.writeHead(503, { 'retry-after': '7', 'content-type': 'application/problem+json' })
      response.end(JSON.stringify({ detail: 'come back later' }))
    })
    const failure = { type: 'failed', because: 'come back later', status: 503, retryAfterMs: 7_000 }
    expect(await source.snapshot(base, hello, null)).toEqual(failure)
    expect(await source.ack(base, { hello, ack: {} as never })).toEqual(failure)
    expect(await source.report(base, {} as never)).toEqual(failure)
  })

  it.each<[string, RequestListener, RegExp, Partial<Sent>]>([
    ['that hangs', () => undefined, /no answer for 50 ms/, { silenceMs: 50 }],
    [
      'that drips for ever',
      (_, response) => {
        response.writeHead(200)
        const drip = setInterval(() => response.write(' '), 20)
        response.on('close', () => clearInterval(drip))
      },
      /no whole answer within 200 ms/,
      { silenceMs: 30_000, totalMs: 200 },
    ],
    [
      'that sends too much',
      (_, response) => response.end('x'.repeat(5_000)),
      /larger than 1000 bytes/,
      { maxBytes: 1_000 },
    ],
    [
      'that sends a small answer which unpacks to too much',
      (_, response) => {
        response.setHeader('content-encoding', 'gzip')
        response.end(gzipSync(Buffer.alloc(50_000_000)))
      },
      /larger than 1000000 bytes/,
      { maxBytes: 1_000_000 },
    ],
    [
      'that cuts the answer short',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('{')
        setTimeout(() => response.destroy(), 20)
      },
      /cut|aborted|hang up/,
      {},
    ],
    [
      'that sends what is not packed as packed',
      (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip'),
      /incorrect header/,
      {},
    ],
    ['that sends no JSON', (_, response) => response.end('{"a'), /no JSON/, {}],
    ['that sends a page', (_, response) => response.end('<html>'), /no Ripcord server: it answered 200/, {}],
    [
      'that knows no such page',
      (_, response) => response.writeHead(404, { 'content-type': 'text/html' }).end(),
      /no Ripcord server: it answered 404/,
      {},
    ],
    [
      'behind a proxy',
      (_, response) => response.writeHead(502).end('<html>'),
      /^the server answered 502$/,
      {},
    ],
    ['that hangs up', (request) => request.destroy(), /hang up|ECONNRESET/, {}],
  ])('gives a sentence for a server %s', async (_, listener, because, limits) => {
    const { source, base } = await serve(listener, limits)
    const answer = await source.snapshot(base, hello, null)
    expect(answer).toMatchObject({ type: 'failed', because: expect.stringMatching(because) })
  })

  it('asks in one line whether a port speaks TLS', async () => {
    const { source, base } = await serve(() => undefined)
    expect(await source.snapshot(base.replace('http:', 'https:'), hello, null)).toEqual({
      type: 'failed',
      because: 'no TLS came back: does the port speak TLS? Where it does not, the url begins with http://',
    })
  })

  it('says so where nobody listens, and where the URL leads nowhere', async () => {
    const source = createPollingSource('key')
    expect(await source.snapshot('http://127.0.0.1:1', hello, null)).toMatchObject({ type: 'failed' })
    expect(await source.snapshot('', hello, null)).toMatchObject({ type: 'failed' })
  })

  it('gives up what is under way when it is closed', async () => {
    const { source, base } = await serve(() => undefined)
    const answer = source.snapshot(base, hello, null)
    setTimeout(() => source.close(), 30)
    expect(await answer).toMatchObject({ type: 'failed' })
    expect(await source.snapshot(base, hello, null)).toMatchObject({ because: 'the client is closed' })
  })
})
