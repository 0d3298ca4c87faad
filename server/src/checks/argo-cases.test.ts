import { judgePulled } from '@ripcord/guard'
import { checkSchema, type Measurement, type PulledCheck } from '@ripcord/model'
import { expect, it } from 'vitest'
import { createMeasure } from './sources/measure.js'

// What Argo Rollouts says of a measurement that is NaN or empty depends on how its conditions are written; the cases are
// those of its documentation. Here the measurement is no data whatever the condition is, and a policy says what follows.

const startedAt = Date.parse('2026-03-01T12:00:00Z')
const intervalMs = 10_000
const rules = {
  check: 'c',
  failAfter: { fails: 2, of: 3 },
  onError: 'hold',
  intervalMs,
  windowMs: 0,
} as const

/** Its only series, or none. */
function answering(result: readonly unknown[]) {
  const body = Buffer.from(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }))
  return async () => ({ type: 'answer' as const, status: 200, headers: {}, body, tookMs: 1 })
}

async function measured(result: readonly unknown[], at: number): Promise<Measurement> {
  const url = 'http://prometheus.example'
  const given = { id: 'c', type: 'prometheus', url, query: 'success', failWhen: 'value < 0.95' }
  const egress = { request: answering(result) }
  const measure = createMeasure({ egress, backend: async () => undefined, now: () => at })
  const of = { project: 'default', environment: 'production', release: 'r', services: [] }
  return measure(checkSchema.parse(given) as PulledCheck, of)
}

const notANumber = [{ metric: {}, value: [startedAt / 1_000 + 3_600, 'NaN'] }]

it.each([
  { asked: 'isNaN(result) || result >= 0.95', result: notANumber, argo: 'Successful', policy: 'pass' },
  { asked: 'result >= 0.95, else < 0.95', result: notANumber, argo: 'Inconclusive', policy: 'hold' },
  { asked: 'result >= 0.95', result: notANumber, argo: 'Failed', policy: 'fail' },
  { asked: 'len(result) == 0 || result[0] >= 0.95', result: [], argo: 'Successful', policy: 'pass' },
  { asked: 'len(result) > 0 && result[0] >= 0.95', result: [], argo: 'Failed', policy: 'fail' },
] as const)('what is $argo to Argo by $asked is the policy $policy here', async ({ result, policy }) => {
  const at = [30_000, 40_000, 50_000].map((ms) => startedAt + ms)
  const all = await Promise.all(at.map((one) => measured(result, one)))
  expect(all.map(({ type }) => type)).toEqual(['no-data', 'no-data', 'no-data'])
  const when = { now: startedAt + 51_000, activatedAt: startedAt, stageSince: startedAt }
  expect(judgePulled({ ...rules, onNoData: policy }, all, when).outcome).toBe(policy)
})

it('is held where an analysis ends without one measurement, which Argo calls Successful', () => {
  const when = { now: startedAt + 600_000, activatedAt: startedAt, stageSince: startedAt }
  expect(judgePulled({ ...rules, onNoData: 'hold' }, [], when).outcome).toBe('hold')
})
