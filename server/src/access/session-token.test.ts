import { createHmac, randomBytes } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { describe, expect, it } from 'vitest'
import { readSessionToken, signSessionToken } from './session-token.js'

const key = { id: 'k1', secret: randomBytes(32) }
const nowMs = 1_800_000_000_000
const claims = { sessionId: 'ab'.repeat(16), issuedMs: nowMs, expiresMs: nowMs + 60_000 }
const good = signSessionToken(key, claims)

function forge(header: object, payload: object, secret: Buffer | string = key.secret): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part(header)}.${part(payload)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

const header = { alg: 'HS256', typ: 'ripcord-session+jwt', kid: 'k1' }
const nowS = nowMs / 1000
const payload = {
  sid: claims.sessionId,
  iat: nowS,
  exp: nowS + 60,
  iss: 'ripcord',
  aud: 'ripcord-console',
}

it('reads what it signed, until it ends', () => {
  expect(readSessionToken(key, good, nowMs)).toEqual({ sessionId: claims.sessionId, issuedMs: nowMs })
  expect(readSessionToken(key, good, nowMs + 61_000)).toBeUndefined()
})

it('takes a token forged with the right key and every claim right (so that the corpus below proves something)', () => {
  expect(readSessionToken(key, forge(header, payload), nowMs)).toBeDefined()
})

describe('refuses', () => {
  const corpus: [string, string][] = [
    ['no algorithm', jwt.sign(payload, '', { algorithm: 'none', header: { ...header, alg: 'none' } })],
    ['no algorithm, capitals', forge({ ...header, alg: 'NoNe' }, payload)],
    [
      'another HMAC',
      jwt.sign(payload, key.secret, { algorithm: 'HS512', header: { ...header, alg: 'HS512' } }),
    ],
    ['RS256 with an HMAC inside', forge({ ...header, alg: 'RS256' }, payload)],
    ['another key', forge(header, payload, randomBytes(32))],
    ['an empty key', forge(header, payload, '')],
    ['another kid', forge({ ...header, kid: 'k2' }, payload)],
    ['no kid', forge({ alg: 'HS256', typ: header.typ }, payload)],
    ['a kid that is a list', forge({ ...header, kid: ['k1'] }, payload)],
    ['a kid that walks folders', forge({ ...header, kid: '../../dev/null' }, payload)],
    [
      'a key of its own',
      forge({ ...header, kid: 'k2', jwk: { kty: 'oct', k: 'AA' } }, payload, Buffer.from([0])),
    ],
    ['another typ', forge({ ...header, typ: 'JWT' }, payload)],
    ['another issuer', forge(header, { ...payload, iss: 'other' })],
    ['another audience', forge(header, { ...payload, aud: 'other' })],
    ['no end', forge(header, { ...payload, exp: undefined })],
    ['a session id that is none', forge(header, { ...payload, sid: '../x' })],
    ['a payload that is text', jwt.sign('text', key.secret, { header })],
    ['8 KB of nothing', 'x'.repeat(8_192)],
    ['an altered payload', good.replace(/\.(.)/, (_, first: string) => `.${first === 'a' ? 'b' : 'a'}`)],
    ['nothing', ''],
  ]
  it.each(corpus)('%s', (_name, token) => {
    expect(readSessionToken(key, token, nowMs)).toBeUndefined()
  })
})
