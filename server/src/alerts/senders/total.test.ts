import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HttpError } from '../../http/http-error.js'
import { createSenders } from './index.js'
import { corpus } from './testing/corpus/index.js'

// Whatever a sender's door is given, it makes alerts of it or refuses it in a sentence: nobody's webhook can make a fault.

const senders = createSenders({
  fetchCertificate: () => Promise.reject(new Error('nothing is fetched to read')),
})

const at = Date.parse('2026-01-05T08:00:00Z')
const told = { id: '1', status: 'firing', at, since: at, release: 'checkout-1' } as const

const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    'NaN',
    '-Infinity',
    '1e999',
    '0001-01-01T00:00:00Z',
    '+275760-09-13T00:00:00.001Z',
    '2026-13-45T99:99:99Z',
    '\u0000\u0007',
    '\ud800',
    '\u202egnp.exe',
    '__proto__',
    'javascript:alert(1)',
    'x'.repeat(100_000),
    Number.MAX_VALUE,
    -0,
    [],
    {},
    [[[[]]]],
  ),
  fc.constant(
    JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'),
  ),
)

/** Where in a body something is, as a path of keys. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))]
}

/** A copy with something else at a path; without it where it is undefined. */
function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to
  if (Array.isArray(value))
    return value.map((inner, index) => (String(index) === key ? changed(inner, rest, to) : inner))
  const entries = Object.entries(Object(value)).flatMap(([name, inner]) => {
    const next = name === key ? changed(inner, rest, to) : inner
    return next === undefined ? [] : [[name, next] as const]
  })
  return Object.fromEntries(entries)
}

function mutated(body: unknown): fc.Arbitrary<unknown> {
  const paths = pathsOf(body)
  const edit = fc.record({ path: fc.constantFrom(...paths), to: fc.option(odd, { nil: undefined }) })
  return fc
    .array(edit, { minLength: 1, maxLength: 4 })
    .map((edits) => edits.reduce<unknown>((value, { path, to }) => changed(value, path, to), body))
}

/** What reading comes to: alerts that may be stored and shown, or a refusal that helps. */
function read(name: string, body: unknown, labels: { [label: string]: string }): void {
  const bytes = Buffer.from(JSON.stringify(body) ?? '')
  const delivery = { bytes, header: () => undefined, url: '/' }
  try {
    const reading = senders.get(name)?.read(delivery, body, { labels })
    for (const alert of reading?.alerts ?? []) {
      expect(['firing', 'resolved', 'nodata', 'error']).toContain(alert.status)
      for (const [label, value] of [...Object.entries(alert.labels), ...Object.entries(alert.annotations)]) {
        expect(label).not.toBe('__proto__')
        expect(value).toSatisfy((text: unknown) => typeof text === 'string' && text.isWellFormed())
      }
      for (const moment of [alert.startsAt, alert.endsAt])
        if (moment !== null) expect(Number.isFinite(new Date(moment).getTime())).toBe(true)
      expect(alert.url ?? 'https://').toMatch(/^https?:\/\//i)
    }
  } catch (error) {
    if (!(error instanceof HttpError)) throw error
    expect([400, 422]).toContain(error.status)
    expect(error.message.length).toBeLessThan(2_000)
  }
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
}

const pointers = fc.dictionary(
  fc.constantFrom('release', 'service', '__proto__', 'a b'),
  fc.constantFrom(
    '/data/tag',
    '/0/1',
    '',
    '/__proto__/polluted',
    '/constructor/prototype',
    'checkout-1',
    '/~2',
  ),
)

describe.each(corpus.map((format) => [format.sender, format] as const))('%s', (name, format) => {
  const body = format.seal?.(format.tell([told]), 'ours', at) ?? format.tell([told])

  it('reads what it is sent, changed in any way, or refuses it', () => {
    fc.assert(
      fc.property(mutated(body), pointers, (given, labels) => read(name, given, labels)),
      { numRuns: 400 },
    )
  })

  it('reads anything at all, or refuses it', () => {
    fc.assert(
      fc.property(odd, pointers, (given, labels) => read(name, given, labels)),
      { numRuns: 200 },
    )
  })
})

it('reads an alarm of CloudWatch, changed in any way within its text, or refuses it', () => {
  const format = corpus.find(({ sender }) => sender === 'cloudwatch')
  const body = format?.seal?.(format.tell([told]), 'ours', at) as { Message: string }
  const alarms = mutated(JSON.parse(body.Message))
  fc.assert(
    fc.property(alarms, (alarm) => read('cloudwatch', { ...body, Message: JSON.stringify(alarm) ?? '' }, {})),
    { numRuns: 400 },
  )
})
