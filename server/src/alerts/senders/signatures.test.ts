import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createSenders } from './index.js'

// As each vendor documents its signature: computed here from the bytes and the secret alone.

const senders = createSenders({ fetchCertificate: () => Promise.reject(new Error('nothing is fetched')) })
const now = Date.parse('2026-01-05T08:00:00Z')
const secret = 'a secret of the source'
const body = Buffer.from('{"a": 1}')
const mac = (bytes: Buffer | string, key = secret) => createHmac('sha256', key).update(bytes).digest('hex')

interface Signed {
  header: string
  sign: (bytes: Buffer, key?: string) => string
}

const vendors: { readonly [sender: string]: Signed } = {
  pagerduty: { header: 'x-pagerduty-signature', sign: (bytes, key) => `v1=${mac(bytes, key)}` },
  sentry: { header: 'sentry-hook-signature', sign: (bytes, key) => mac(bytes, key) },
  grafana: { header: 'x-grafana-alerting-signature', sign: (bytes, key) => mac(bytes, key) },
}

async function judge(sender: string, headers: { [name: string]: string }, bytes = body): Promise<string> {
  const delivery = { bytes, header: (name: string) => headers[name.toLowerCase()], url: '/' }
  const proof = await senders.get(sender)?.verify?.(delivery, { secret }, now)
  return proof?.type === 'refused' ? `${proof.status} ${proof.because}` : (proof?.type ?? 'nothing')
}

describe.each(Object.entries(vendors))('what %s signs', (sender, { header, sign }) => {
  it('is proven by the secret of the source', async () => {
    expect(await judge(sender, { [header]: sign(body) })).toBe('proven')
  })

  it('is refused where a byte of it was changed', async () => {
    expect(await judge(sender, { [header]: sign(body) }, Buffer.from('{"a": 2}'))).toMatch(
      /^401 .* is not the signature/,
    )
    expect(await judge(sender, { [header]: sign(body) }, Buffer.from('{"a":1}'))).toMatch(/^401/)
  })

  it.each([
    ['of another secret', sign(body, 'another')],
    ['of no secret', sign(body, '')],
    ['cut short', sign(body).slice(0, -2)],
    ['in capitals of nothing', 'ZZ'.repeat(32)],
    ['with more behind it', `${sign(body)}00`],
    ['empty', ''],
    ['100 KB long', 'a'.repeat(100_000)],
    ['of the other scheme', `sha256=${mac(body)}`],
  ])('is refused with a signature %s', async (_name, signature) => {
    expect(await judge(sender, { [header]: signature })).toMatch(/^401 /)
  })

  it('is refused without one, in a sentence that names the header', async () => {
    expect((await judge(sender, {})).toLowerCase()).toMatch(new RegExp(`^401 .*${header}`))
  })
})

it('of PagerDuty any of several signatures counts, as while its secret is rotated', async () => {
  const several = `v1=${mac(body, 'old')},v1=${mac(body)}`
  expect(await judge('pagerduty', { 'x-pagerduty-signature': several })).toBe('proven')
  const none = `v1=${mac(body, 'old')},v2=${mac(body)}`
  expect(await judge('pagerduty', { 'x-pagerduty-signature': none })).toMatch(/^401/)
})

describe('a time that Grafana signs with it', () => {
  const at = (seconds: number, claimed = String(seconds)) => ({
    'x-grafana-alerting-timestamp': claimed,
    'x-grafana-alerting-signature': mac(`${seconds}:${body.toString()}`),
  })
  const present = now / 1_000

  it.each<[string, { [name: string]: string }, RegExp]>([
    ['now', at(present), /^proven$/],
    ['four minutes ago', at(present - 240), /^proven$/],
    ['six minutes ago', at(present - 360), /^401 It was signed 6 minutes/],
    ['in six minutes', at(present + 360), /^401 It was signed 6 minutes/],
    ['another than was signed', at(present - 360, String(present)), /^401 .* is not the signature/],
    ['nonsense', at(present, 'yesterday'), /^401/],
  ])('is judged: %s', async (_name, headers, expected) => {
    expect(await judge('grafana', headers)).toMatch(expected)
  })
})
