import { describe, expect, it } from 'vitest'
import { parseReport } from './client-messages.js'

const arm = {
  requests: 10,
  errors: 3,
  slow: 2,
  erring: [0, 2 ** 32 - 1],
  slowed: [7],
  seen: [0, 1, 2],
  latency: [
    [0, 4],
    [164, 6],
  ],
  kinds: [{ kind: 'TypeError', count: 3, traceId: '0af7651916cd43dd8448eb211c80319c' }],
  tracked: [{ event: 'order_paid', count: 12 }],
}
const quiet = { requests: 0, errors: 0, slow: 0, erring: [], slowed: [], seen: [], latency: [], kinds: [] }
const release = {
  release: 'checkout-2026',
  generation: 1,
  stage: 0,
  treatment: arm,
  control: quiet,
  unassigned: 5,
  subjectsLost: 0,
}
const report = { bootId: 'boot-0000000000000001', sequence: 1, service: 's', evaluations: [], dropped: 0 }
const trip = { flag: 'new-checkout', release: 'checkout-2026', because: '9 of 10 requests failed' }

/** The report with an arm, or a release, that says something else. */
const withArm = (more: object) => withRelease({ treatment: { ...arm, ...more } })
const withRelease = (more: object) => ({ ...report, outcomes: [{ ...release, ...more }] })
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

describe('a report of outcomes', () => {
  it('is read as it was sent', () => {
    const sent = { ...report, outcomes: [release], breakers: [trip] }
    expect(parseReport(sent)).toEqual({ ok: sent })
    expect(parseReport(report)).toEqual({ ok: report })
  })

  it.each([
    ['a count that is none', { requests: Number.NaN }],
    ['a count without end', { requests: Number.POSITIVE_INFINITY }],
    ['a count with a fraction', { requests: 10.5 }],
    ['a count below 0', { slow: -1 }],
    ['more requests than a process can have answered', { requests: 10 ** 12 }],
    ['more errors than requests', { errors: 11 }],
    ['more slow requests than requests', { slow: 11 }],
    ['more erring subjects than errors', { erring: [1, 2, 3, 4] }],
    ['more slow subjects than slow requests', { slowed: [1, 2, 3] }],
    ['a subject twice', { erring: [7, 7] }],
    ['a bucket beyond 32 bits', { erring: [2 ** 32] }],
    ['more than three subjects seen', { seen: [1, 2, 3, 4] }],
    ['more durations than requests', { latency: [[3, 11]] }],
    ['a bucket that the histogram does not have', { latency: [[165, 1]] }],
    [
      'a bucket of the histogram twice',
      {
        latency: [
          [3, 1],
          [3, 1],
        ],
      },
    ],
    ['a bucket without count', { latency: [[3]] }],
    ['more kinds than five', { errors: 6, kinds: upTo(6).map((i) => ({ kind: `E${i}`, count: 1 })) }],
    ['more errors by kind than errors', { kinds: [{ kind: 'E', count: 4 }] }],
    ['a trace id that is none', { kinds: [{ kind: 'E', count: 1, traceId: 'x'.repeat(32) }] }],
    ['a message for a kind', { kinds: [{ kind: 'm'.repeat(100), count: 1 }] }],
    ['more events than twenty', { tracked: upTo(21).map((i) => ({ event: `e${i}`, count: 1 })) }],
  ])('is refused with %s', (_, more) => {
    expect(parseReport(withArm(more))).toHaveProperty('problem')
  })

  it('is refused with more subjects than 64 in both arms together', () => {
    const [some, more] = [upTo(32), upTo(33)]
    const erring = (buckets: number[]) => ({ ...arm, requests: 100, errors: 100, erring: buckets })
    const both = (buckets: number[]) => withRelease({ treatment: erring(some), control: erring(buckets) })
    expect(parseReport(both(some))).toHaveProperty('ok')
    expect(parseReport(both(more))).toHaveProperty('problem')
  })

  it('is refused without an arm, a release or a stage', () => {
    for (const field of ['treatment', 'control', 'release', 'generation', 'stage', 'unassigned'])
      expect(parseReport(withRelease({ [field]: undefined }))).toHaveProperty('problem')
  })

  it('is refused with more releases than a process has', () => {
    expect(parseReport({ ...report, outcomes: upTo(65).map(() => release) })).toHaveProperty('problem')
  })
})
