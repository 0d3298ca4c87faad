import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { limits } from '@ripcord/model'
import {
  ackPath,
  decodeHeader,
  encodeHeader,
  goodbyePath,
  helloHeader,
  parsePollAnswer,
  parseSnapshot,
  reportPath,
  snapshotPath,
  snapshotRequest,
  syncHeader,
} from '@ripcord/sync'
import { describe, expect, it } from 'vitest'
import { ack, hello, liftKill, makeKill, putFlag, putKill } from './testing/test-hub.js'
import { clientKey, goodKey, type TestServer, testServer } from './testing/test-server.js'

const authorization = `Bearer ${goodKey}`

function get(test: TestServer, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(test.url + snapshotPath, { headers: { authorization, ...headers } })
}

function post(
  test: TestServer,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return fetch(test.url + path, { method: 'POST', headers: { authorization, ...headers }, body: text })
}

function answerOf(response: Response) {
  const parsed = parsePollAnswer(decodeHeader(response.headers.get(syncHeader) ?? ''))
  if (!('ok' in parsed)) throw new Error(parsed.problem)
  return parsed.ok
}

describe('GET /sdk/v1/snapshot', () => {
  it('answers with the state, kills first, and where it stands', async () => {
    const test = await testServer()
    await putFlag(test.storage, 'checkout', 'v1')
    const kill = makeKill(test.keyRing, test.clock)
    await putKill(test.storage, kill)
    const response = await get(test, { [helloHeader]: encodeHeader(hello()) })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-encoding')).toBe('gzip')
    const parsed = parseSnapshot(await response.json())
    if (!('ok' in parsed)) throw new Error(parsed.problem)
    expect(parsed.ok.sections.map((section) => section.name)).toEqual(['kills', 'flags'])
    expect(answerOf(response)).toMatchObject({
      drop: null,
      bookmark: { at: parsed.ok.at, hashes: parsed.ok.hashes },
    })
    expect(await test.stream.instances('env-production')).toMatchObject([
      { service: 'checkout', connected: true },
    ])
  })

  it('answers 304 with the present position where nothing has changed', async () => {
    const test = await testServer()
    await putFlag(test.storage, 'checkout', 'v1')
    const first = await get(test)
    const etag = first.headers.get('etag') ?? ''
    await test.storage.epochs.mint('restored')
    const again = await get(test, { 'if-none-match': etag })
    expect(again.status).toBe(304)
    expect(again.headers.get('etag')).toBe(etag)
    expect(answerOf(again).bookmark.at.epoch).toBe(await test.storage.epochs.current())
    await putFlag(test.storage, 'checkout', 'v2')
    expect((await get(test, { 'if-none-match': etag })).status).toBe(200)
  })

  it('drops kills that are over, whether the hello comes in a header or, being long, as a body', async () => {
    const test = await testServer()
    const kill = makeKill(test.keyRing, test.clock)
    await putKill(test.storage, kill)
    await liftKill(test.storage, kill)
    const short = snapshotRequest(hello({ kills: [kill] }), null)
    const long = snapshotRequest(
      hello({ kills: [kill], notServing: Array.from({ length: 1_000 }, (_, i) => `flag-${i}`) }),
      null,
    )
    expect([short.method, long.method]).toEqual(['GET', 'POST'])
    for (const { method, headers, body } of [short, long]) {
      const response = await fetch(test.url + snapshotPath, {
        method,
        headers: { ...headers, authorization },
        body: body ?? null,
      })
      expect(response.status).toBe(200)
      expect(answerOf(response).drop).toMatchObject({ killIds: [kill.killId] })
    }
  })

  it('hears the goodbye of a client that has no stream', async () => {
    const test = await testServer()
    const said = hello()
    await post(test, snapshotPath, said)
    const { status } = await post(test, goodbyePath, { bootId: said.bootId, count: said.count + 1 })
    expect(status).toBe(204)
    expect(await test.stream.instances('env-production')).toMatchObject([{ connected: false, lostAt: null }])
    expect((await post(test, goodbyePath, { bootId: said.bootId })).status).toBe(400)
  })

  it('fits into a client’s headers however many kills are over', async () => {
    const test = await testServer()
    const kills = Array.from({ length: 300 }, (_, i) =>
      makeKill(test.keyRing, test.clock, { killId: `${i}-`.padEnd(64, 'k'), cause: 'drill', endsAfterMs: 1 }),
    )
    const response = await post(test, snapshotPath, hello({ kills }))
    expect(answerOf(response).drop?.killIds).toHaveLength(64)
  })

  it('is not compressed for who can’t read that', async () => {
    const test = await testServer()
    await putFlag(test.storage, 'checkout', 'v1')
    for (const [accepted, encoding] of [
      ['identity', undefined],
      ['gzip;q=0', undefined],
      ['br, gzip', 'gzip'],
    ] as const) {
      const sent = httpRequest(test.url + snapshotPath, {
        headers: { authorization, 'accept-encoding': accepted },
      }).end()
      const [response] = await once(sent, 'response')
      expect(response.headers['content-encoding']).toBe(encoding)
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk)
      const bytes = encoding === 'gzip' ? gunzipSync(Buffer.concat(chunks)) : Buffer.concat(chunks)
      expect(JSON.parse(bytes.toString())).toMatchObject({ protocol: 1 })
    }
  })
})

describe('POST /sdk/v1/ack', () => {
  it('says everything that the stream says', async () => {
    const test = await testServer()
    const kill = makeKill(test.keyRing, test.clock)
    const over = makeKill(test.keyRing, test.clock)
    await putKill(test.storage, over)
    await liftKill(test.storage, over)
    const revision = await putKill(test.storage, kill)
    const epoch = await test.storage.epochs.current()
    const response = await post(test, ackPath, {
      hello: hello({
        kills: [kill, over],
        highestEpoch: { epoch, proof: test.keyRing.proveEpoch('env-production', epoch) },
      }),
      ack: ack({ count: 2, epoch, applied: revision, added: [kill.killId] }),
    })
    const parsed = parsePollAnswer(await response.json())
    expect(parsed).toMatchObject({
      ok: { drop: { epoch, killIds: [over.killId] }, bookmark: { at: { epoch, revision } } },
    })
    expect(await test.stream.propagation('env-production', kill.killId)).toMatchObject({ total: 1, safe: 1 })
  })
})

describe('POST /sdk/v1/report', () => {
  it('hands on what was counted', async () => {
    const test = await testServer()
    const report = {
      bootId: 'boot-0123456789abcdef',
      sequence: 1,
      service: 'checkout',
      evaluations: [{ flag: 'checkout', variant: null, reason: 'STATIC', count: 3 }],
      dropped: 0,
    }
    expect((await post(test, reportPath, report)).status).toBe(204)
    expect(test.reports).toEqual([{ environmentId: 'env-production', report }])
  })
})

describe('a request that is refused', () => {
  async function problem(response: Response) {
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    const body = (await response.json()) as { status: number; detail: string; code: string }
    expect(body.status).toBe(response.status)
    return body
  }

  it('says why', async () => {
    const test = await testServer()
    const none = { authorization: '' }
    expect(await problem(await get(test, none))).toMatchObject({ status: 401, code: 'unauthenticated' })
    expect(await problem(await get(test, { authorization: 'Bearer nonsense' }))).toMatchObject({
      status: 401,
      detail: 'This SDK key is not known here.',
    })
    expect(await problem(await get(test, { authorization: `Bearer ${clientKey}` }))).toMatchObject({
      status: 403,
    })
    expect(await problem(await post(test, ackPath, { hello: 1 }))).toMatchObject({
      code: 'not-understood',
      detail: 'In the body, hello is 1: expected an object.',
    })
    expect(await problem(await post(test, ackPath, '{"a":1,}'))).toMatchObject({
      code: 'malformed-json',
      detail: 'The body is not valid JSON from character 7 on. Send what JSON.stringify gives.',
    })
    expect(await problem(await post(test, ackPath, '['.repeat(100)))).toMatchObject({ code: 'too-deep' })
    expect(await problem(await post(test, ackPath, '{}', { 'content-encoding': 'gzip' }))).toMatchObject({
      status: 415,
      detail: 'The body comes with content-encoding "gzip": send it without one, uncompressed.',
    })
    const deleted = await fetch(test.url + snapshotPath, { method: 'DELETE', headers: { authorization } })
    expect(await problem(deleted)).toMatchObject({
      status: 405,
      detail: 'This path does not answer DELETE: expected GET, POST.',
    })
    expect(deleted.headers.get('allow')).toBe('GET, POST')
  })

  it('says of a header that it is the header', async () => {
    const test = await testServer()
    expect(await problem(await get(test, { [helloHeader]: '!!' }))).toMatchObject({
      code: 'malformed-json',
      detail:
        'The header ripcord-hello, read as base64url, is not valid JSON: it ends too early. Send what JSON.stringify gives.',
    })
    const detail = 'In the header ripcord-hello, hello is 7: expected an object.'
    expect(await problem(await get(test, { [helloHeader]: encodeHeader(7) }))).toMatchObject({ detail })
  })

  it('has an id, the caller’s own where there is one', async () => {
    const test = await testServer()
    const named = await get(test, { authorization: '', 'x-request-id': 'deploy-7' })
    expect(named.headers.get('x-request-id')).toBe('deploy-7')
    expect(await problem(named)).toMatchObject({ requestId: 'deploy-7' })
    expect(await problem(await get(test, { authorization: '' }))).toMatchObject({
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  })

  it('is refused before a large body is read', async () => {
    const { url } = await testServer()
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.write(
      `POST ${ackPath} HTTP/1.1\r\nhost: a\r\nauthorization: ${authorization}\r\ncontent-length: ${limits.bodyBytes + 1}\r\n\r\n`,
    )
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /)
    socket.destroy()
  })

  it('is told when to come again where too many come at once', async () => {
    const test = await testServer({ requestsPerSecond: 1 })
    await get(test)
    const response = await get(test)
    expect(response.status).toBe(503)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(test.stream.numbers()).toMatchObject({ shedRequests: 1 })
  })

  it('is somebody else’s where the path is', async () => {
    const test = await testServer()
    expect((await fetch(`${test.url}/sdk/v1/snapshots`)).status).toBe(404)
    expect((await fetch(`${test.url}/sdk/v1/snapshot?x=1`)).status).toBe(401)
  })
})
