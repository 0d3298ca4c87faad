import { assert, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HttpError } from '../../http/http-error.js'
import { mutated, oddJson } from '../../testing/odd-json.js'
import { corpus } from '../testing/corpus.js'
import { readers } from './index.js'

// Whatever a pipeline's door is given, it makes a deployment of it, leaves it alone, or refuses it in a sentence.

const at = Date.parse('2026-01-05T08:00:00Z')

const isTextOrNull = (value: unknown) => value === null || (typeof value === 'string' && value !== '')

function read(name: string, body: unknown): void {
  const delivery = { bytes: Buffer.from(JSON.stringify(body) ?? ''), header: () => undefined, url: '/' }
  try {
    const reading = readers.get(name)?.read(delivery, body)
    if (reading?.type === 'ignored') expect(reading.because.length).toBeLessThan(2_000)
    if (reading?.type !== 'deployment') return
    const { status, at: moment, sender, ...texts } = reading.deployment
    expect(sender).toBe(name)
    expect(['started', 'succeeded', 'failed', 'rolledback', 'other']).toContain(status)
    expect(moment === null || Number.isFinite(new Date(moment).getTime())).toBe(true)
    for (const text of Object.values(texts)) expect(text).toSatisfy(isTextOrNull)
    expect(texts.url ?? 'https://').toMatch(/^https?:\/\//)
    expect(reading.id).not.toBe('')
  } catch (error) {
    if (!(error instanceof HttpError)) throw error
    expect([400, 422]).toContain(error.status)
    expect(error.message.length).toBeLessThan(2_000)
  }
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
}

describe.each(corpus.map((format) => [format.sender, format] as const))('%s', (name, format) => {
  it.each(['started', 'succeeded', 'failed'] as const)(
    'reads what it is told of one that %s, changed in any way, leaves it alone, or refuses it',
    (status) => {
      const body = format.tell({ status, at })
      if (body === undefined) return
      assert(
        property(mutated(body), (given) => read(name, given)),
        { numRuns: 300 },
      )
    },
  )

  it('reads anything at all, leaves it alone, or refuses it', () => {
    assert(
      property(oddJson, (given) => read(name, given)),
      { numRuns: 200 },
    )
  })
})
