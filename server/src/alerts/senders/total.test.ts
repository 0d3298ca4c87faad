import { assert, constantFrom, dictionary, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HttpError } from '../../http/http-error.js'
import { mutated, oddJson } from '../../testing/odd-json.js'
import { createSenders } from './index.js'
import { corpus } from './testing/corpus/index.js'

// Whatever a sender's door is given, it makes alerts of it or refuses it in a sentence: nobody's webhook can make a fault.

const senders = createSenders({
  fetchCertificate: () => Promise.reject(new Error('nothing is fetched to read')),
})

const at = Date.parse('2026-01-05T08:00:00Z')
const told = { id: '1', status: 'firing', at, since: at, release: 'checkout-1' } as const

/** A text without halves of characters. */
const isText = (value: unknown) => typeof value === 'string' && !/\p{Surrogate}/u.test(value)

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
        expect(value).toSatisfy(isText)
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

const pointers = dictionary(
  constantFrom('release', 'service', '__proto__', 'a b'),
  constantFrom('/data/tag', '/0/1', '', '/__proto__/polluted', '/constructor/prototype', 'checkout-1', '/~2'),
)

describe.each(corpus.map((format) => [format.sender, format] as const))('%s', (name, format) => {
  const body = format.seal?.(format.tell([told]), 'ours', at) ?? format.tell([told])

  it('reads what it is sent, changed in any way, or refuses it', () => {
    assert(
      property(mutated(body), pointers, (given, labels) => read(name, given, labels)),
      { numRuns: 400 },
    )
  })

  it('reads anything at all, or refuses it', () => {
    assert(
      property(oddJson, pointers, (given, labels) => read(name, given, labels)),
      { numRuns: 200 },
    )
  })
})

it('reads an alarm of CloudWatch, changed in any way within its text, or refuses it', () => {
  const format = corpus.find(({ sender }) => sender === 'cloudwatch')
  const body = format?.seal?.(format.tell([told]), 'ours', at) as { Message: string }
  const alarms = mutated(JSON.parse(body.Message))
  assert(
    property(alarms, (alarm) => read('cloudwatch', { ...body, Message: JSON.stringify(alarm) ?? '' }, {})),
    { numRuns: 400 },
  )
})
