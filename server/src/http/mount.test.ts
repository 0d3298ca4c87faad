import { defineOperation, type Operation } from '@ripcord/api'
import express from 'express'
import { pino } from 'pino'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ok } from './answers.js'
import type { Authentication, Credentials } from './caller.js'
import { renderErrors } from './error-middleware.js'
import { HttpError } from './http-error.js'
import { mountRoutes } from './mount.js'
import { nameRequest } from './request-id.js'
import { eventsRoute, type Route, route } from './route.js'

const echo = defineOperation({
  method: 'post',
  path: '/things/{thing}',
  operationId: 'echo',
  summary: 'Say what was understood',
  tag: 'flags',
  permission: 'flag:write',
  ifMatch: true,
  idempotent: true,
  etag: true,
  bodyBytes: 1_000,
  params: z.object({ thing: z.string().max(10) }),
  query: z.object({ limit: z.coerce.number<number>().int().default(7) }),
  body: z.strictObject({ name: z.string().optional(), deep: z.json().optional() }),
  responses: { 200: z.object({ revision: z.int() }).loose() },
})

const echoRoute = route(echo, async ({ params, query, body, ifMatch, idempotency, requestId, actor }) =>
  ok({ revision: 5, params, query, body, ifMatch, idempotency, requestId, actor: actor.id }),
)

const person: Authentication = {
  type: 'caller',
  caller: { kind: 'session', actor: { type: 'person', id: 'ada' }, session: null },
  byCookie: true,
}
const token: Authentication = {
  type: 'caller',
  caller: { kind: 'adminToken', actor: { type: 'token', id: 't1' }, session: null },
  byCookie: false,
}

function authenticate({ authorization, cookie }: Credentials): Promise<Authentication> {
  if (authorization === 'Bearer token') return Promise.resolve(token)
  if (authorization === 'Bearer sdk')
    return Promise.resolve({ type: 'caller', caller: { kind: 'sdkKey' }, byCookie: false })
  if (authorization !== undefined) return Promise.resolve({ type: 'refused', because: 'Unknown token.' })
  if (cookie === 'session') return Promise.resolve(person)
  return Promise.resolve({ type: 'caller', caller: { kind: 'anonymous' }, byCookie: false })
}

function appWith(routes: Route[] = [echoRoute]) {
  const app = express()
  app.use(nameRequest)
  mountRoutes(app, routes, {
    authenticate,
    policyOf: (permission) => (permission === 'flag:write' ? ['session', 'adminToken'] : undefined),
    publicUrl: null,
    checkAnswers: true,
  })
  app.use(renderErrors(pino({ level: 'silent' })))
  return app
}

const post = (path = '/things/one') => request(appWith()).post(path).set('authorization', 'Bearer token')

describe('default deny', () => {
  it('registers no route whose permission nobody has decided on', () => {
    const undecided: Route = { ...echoRoute, operation: { ...(echo as Operation), permission: 'flag:kill' } }
    expect(() => appWith([undecided])).toThrow(/no policy/)
  })

  it('asks an anonymous caller who it is', async () => {
    const answer = await request(appWith()).post('/things/one').send({})
    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toContain('Bearer')
    expect(answer.body).toMatchObject({ status: 401, code: 'unauthenticated' })
  })

  it('says so where a token is not known', async () => {
    const answer = await request(appWith()).post('/things/one').set('authorization', 'Bearer other').send({})
    expect(answer.status).toBe(401)
    expect(answer.body.detail).toBe('Unknown token.')
  })

  it('refuses an SDK key with a sentence that says where it belongs', async () => {
    const answer = await request(appWith()).post('/things/one').set('authorization', 'Bearer sdk').send({})
    expect(answer.status).toBe(403)
    expect(answer.body.detail).toContain('/sdk/v1')
  })

  it('judges the caller before it reads the body', async () => {
    const answer = await request(appWith()).post('/things/one').type('json').send('{"broken')
    expect(answer.status).toBe(401)
  })
})

describe('what a handler gets', () => {
  it('is parsed, with defaults filled in', async () => {
    const answer = await post('/things/one?limit=3').set('if-match', '"42"').send({ name: 'x' })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      params: { thing: 'one' },
      query: { limit: 3 },
      body: { name: 'x' },
      ifMatch: 42,
      actor: 't1',
    })
    expect((await post().send({})).body.query).toEqual({ limit: 7 })
  })

  it('answers the revision as ETag', async () => {
    expect((await post().send({})).headers['etag']).toBe('"5"')
  })

  it('has the caller’s request id where it is a decent one, else one of our own', async () => {
    const own = await post().set('x-request-id', 'deploy-17').send({})
    expect(own.body.requestId).toBe('deploy-17')
    expect(own.headers['x-request-id']).toBe('deploy-17')
    const spoofed = await post().set('x-request-id', 'a b"c').send({})
    expect(spoofed.body.requestId).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('tells repetitions by key and content', async () => {
    const first = await post().set('idempotency-key', 'k').send({ name: 'a' })
    const same = await post().set('idempotency-key', 'k').send({ name: 'a' })
    const other = await post().set('idempotency-key', 'k').send({ name: 'b' })
    expect(same.body.idempotency).toEqual(first.body.idempotency)
    expect(other.body.idempotency.key).toBe(first.body.idempotency.key)
    expect(other.body.idempotency.fingerprint).not.toBe(first.body.idempotency.fingerprint)
  })
})

describe('what is refused', () => {
  it('names every wrong field as problem details', async () => {
    const answer = await post().send({ name: 7, colour: 'red' })
    expect(answer.status).toBe(400)
    expect(answer.type).toBe('application/problem+json')
    expect(answer.body.errors).toEqual([
      expect.objectContaining({ path: '/name', seen: 7 }),
      { path: '/colour', message: expect.stringMatching(/^is not a field here: /), seen: 'red' },
    ])
    expect(answer.body.requestId).toBe(answer.headers['x-request-id'])
  })

  it.each([
    ['{"name":1e400}', 'expected text, not Infinity'],
    ['{"deep":1e400}', expect.any(String)],
  ])('refuses %s, which JSON can write and not read, as any other value', async (body, message) => {
    const answer = await post().set('content-type', 'application/json').send(body)
    expect(answer.status).toBe(400)
    expect(answer.type).toBe('application/problem+json')
    expect(answer.body.errors).toEqual([expect.objectContaining({ message, seen: 'Infinity' })])
  })

  it.each([
    ['a parameter', '/things/far-too-long-a-name', 'params/thing'],
    ['a query', '/things/one?limit=many', 'query/limit'],
  ])('names %s', async (_part, path, pointer) => {
    const answer = await post(path).send({})
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0].path).toBe(pointer)
  })

  it('names a parameter that the operation does not know, also where it takes none', async () => {
    const unknown = { message: expect.stringMatching(/^is not a field here: /), seen: 'all' }
    const answer = await post('/things/one?limit=3&stat=all').send({})
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({
      code: 'invalid-request',
      errors: [{ path: 'query/stat', ...unknown }],
    })
    const { query: _query, ...without } = echo
    const app = appWith([route(without, async () => ok({ revision: 5 }))])
    const plain = () => request(app).post('/things/one').set('authorization', 'Bearer token').send({})
    expect((await plain()).status).toBe(200)
    const asked = await plain().query({ stat: 'all' })
    expect(asked.body.errors).toEqual([{ path: 'query/stat', ...unknown }])
  })

  it('says of a method that the path does not answer which ones it does', async () => {
    const answer = await request(appWith()).put('/things/one').send({})
    expect(answer.status).toBe(405)
    expect(answer.headers['allow']).toBe('POST')
    expect(answer.body).toMatchObject({ code: 'method-not-allowed', detail: expect.stringContaining('PUT') })
  })

  it.each([
    ['If-Match that is none of ours', 'if-match', 'abc', 'not "abc": send the ETag'],
    [
      'idempotency key that is too long',
      'idempotency-key',
      'k'.repeat(201),
      'not 201 characters: send a UUID',
    ],
    ['idempotency key with a space', 'idempotency-key', 'a b', 'not "a b": send a UUID'],
  ])('refuses an %s', async (_what, header, value, told) => {
    const answer = await post().set(header, value).send({})
    expect(answer.status).toBe(400)
    expect(answer.body.detail).toContain(told)
    expect(answer.body.errors[0].path).toBe(`headers/${header}`)
  })

  it('refuses an idempotency key where a repetition would not be told', async () => {
    const secret = route(defineOperation({ ...echo, idempotent: false }), async () => ok({ revision: 5 }))
    const answer = await request(appWith([secret]))
      .post('/things/one')
      .set({ authorization: 'Bearer token', 'idempotency-key': 'k' })
      .send({})
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0].message).toContain('echo takes none')
  })

  it('refuses a body that is too large, from its announced length', async () => {
    const answer = await post().send({ name: 'x'.repeat(2_000) })
    expect(answer.status).toBe(413)
    expect(answer.body.code).toBe('too-large')
    expect(answer.body.detail).toMatch(/has 2011 bytes, and at most 1000 are read/)
  })

  it('refuses a body that nests too deep, before it is parsed', async () => {
    const answer = await post()
      .type('json')
      .send(`{"deep":${'['.repeat(40)}${']'.repeat(40)}}`)
    expect(answer.body.code).toBe('too-deep')
  })

  it('refuses bytes that are not UTF-8, which would be stored as something else', async () => {
    const bytes = Buffer.from('{"name":"\u00e9"}', 'latin1')
    const answer = await post()
      .type('json')
      .serialize((sent) => sent)
      .send(bytes)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({
      code: 'malformed-json',
      detail: expect.stringContaining('not UTF-8'),
    })
  })

  it('says where JSON breaks off, without a word of what was sent', async () => {
    const cut = await post().type('json').send('{"name":"hunter2"')
    expect(cut.body.detail).toMatch(/not valid JSON(: it ends too early| from character 17 on)/)
    expect(JSON.stringify(cut.body)).not.toContain('hunter2')
  })

  it.each(['__proto__', '\\u005f_proto__'])('refuses the key %s, which names the prototype', async (key) => {
    const answer = await post().type('json').send(`{"deep":{"${key}":{"a":1}}}`)
    expect(answer.status).toBe(400)
    expect(answer.body.code).toBe('reserved-key')
  })

  it('refuses a key that is there twice, of which the first would be lost without a word', async () => {
    const answer = await post().type('json').send('{"name":"a","deep":[{"b":1,"b":2}]}')
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({
      code: 'invalid-request',
      detail: expect.stringContaining('/deep/0/b: this key is there twice'),
      errors: [{ path: '/deep/0/b' }],
    })
  })

  it('takes a text that says the same for what it is', async () => {
    const answer = await post().type('json').send('{"name":"__proto__"}')
    expect(answer.body.code).not.toBe('reserved-key')
    expect(answer.status).toBeLessThan(300)
  })

  it.each([
    ['broken JSON', 'application/json', '{"name":', 400, 'ends too early'],
    ['another content type', 'text/plain', 'name', 415, '"text/plain", expected application/json'],
    ['another charset', 'application/json; charset=latin1', '{}', 415, 'charset=latin1": send it in UTF-8'],
  ])('refuses %s', async (_what, type, body, status, told) => {
    const answer = await post().set('content-type', type).send(body)
    expect(answer.status).toBe(status)
    expect(answer.body.detail).toContain(told)
    expect(answer.type).toBe('application/problem+json')
  })

  it('refuses a compressed body: a few bytes may unfold to gigabytes', async () => {
    const answer = await post().set('content-encoding', 'gzip').type('json').send('{}')
    expect(answer.status).toBe(415)
    expect(answer.body.detail).toContain('content-encoding "gzip"')
  })
})

describe('a browser’s session', () => {
  const withCookie = () => request(appWith()).post('/things/one').set('cookie', 'session')

  it('writes only from a page of this server', async () => {
    expect((await withCookie().send({})).status).toBe(403)
    expect((await withCookie().set('origin', 'https://evil.example').send({})).status).toBe(403)
    expect((await withCookie().set('origin', 'null').send({})).status).toBe(403)
    const own = withCookie().set('host', 'ripcord.lan:4400').set('origin', 'http://ripcord.lan:4400')
    expect((await own.send({})).status).toBe(200)
  })
})

describe('a reader of events', () => {
  const follow = defineOperation({
    method: 'get',
    path: '/events',
    operationId: 'follow',
    summary: 'Follow',
    tag: 'flags',
    permission: 'flag:write',
    events: true,
    responses: { 200: z.object({ n: z.int() }) },
  })

  async function* count(signal: AbortSignal) {
    yield { id: '1', data: { n: 1 } }
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
  }

  it('is sent away when it may no longer read', async () => {
    let revoked = false
    const app = express()
    mountRoutes(app, [eventsRoute(follow, async ({ signal }) => count(signal))], {
      authenticate: async () => (revoked ? { type: 'refused', because: 'Revoked.' } : token),
      policyOf: () => ['adminToken'],
      publicUrl: null,
      checkAnswers: true,
      recheckEveryMs: 5,
    })
    setTimeout(() => {
      revoked = true
    }, 30)
    const answer = await request(app).get('/events')
    expect(revoked).toBe(true)
    expect(answer.text).toContain('id: 1\ndata: {"n":1}\n\n')
  })
})

describe('faults of ours', () => {
  const failing = (error: Error) =>
    route(echo, () => {
      throw error
    })

  it('say nothing of themselves but a request id', async () => {
    const app = appWith([failing(new Error('password is hunter2 at /srv/app.js:3'))])
    const answer = await request(app).post('/things/one').set('authorization', 'Bearer token').send({})
    expect(answer.status).toBe(500)
    expect(JSON.stringify(answer.body)).not.toMatch(/hunter2|app\.js|at /)
    expect(answer.body.requestId).toBe(answer.headers['x-request-id'])
  })

  it('render a refusal with its facts and headers', async () => {
    const refusal = new HttpError(503, 'storage-busy', 'Try again.', { headers: { 'retry-after': '1' } })
    const app = appWith([failing(refusal)])
    const answer = await request(app).post('/things/one').set('authorization', 'Bearer token').send({})
    expect(answer.headers['retry-after']).toBe('1')
    expect(answer.body).toMatchObject({ code: 'storage-busy', detail: 'Try again.', status: 503 })
  })

  it('include an answer that breaks its contract, where answers are checked', async () => {
    const app = appWith([route(echo, async () => ok({ revision: 'five' as unknown as number }))])
    const answer = await request(app).post('/things/one').set('authorization', 'Bearer token').send({})
    expect(answer.status).toBe(500)
  })
})
