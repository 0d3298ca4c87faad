import { describe, expect, it } from 'vitest'
import {
  type Answers,
  answered,
  openWatchedShop,
  prometheusCheck,
  prometheusSays,
} from '../../server/src/checks/testing/watched-shop.js'

// A day on which whoever is asked for a metric is broken, in each way there is. The SDKs tell that all is well, so that
// nothing but the check stands between the release and its next stage. Time is moved by hand, by the check's interval.

const stepMs = 10_500
const healthy: Answers = (request) => prometheusSays(request, '0.01')

/** Makes one way of answering. What is put into `late` is done when another step has passed. */
type Fault = (late: (() => void)[]) => Answers

const broken: Record<string, Fault> = {
  down: () => () => ({ type: 'failed', because: 'the connection was refused (ECONNREFUSED)', tookMs: 1 }),
  // Silent for as long as anybody waits.
  slow: (late) => () =>
    new Promise((resolve) => {
      late.push(() => resolve({ type: 'failed', because: 'no whole answer within 5000 ms', tookMs: 5_000 }))
    }),
  '5xx': () => () => answered(503, 'try again'),
  empty: () => (request) => prometheusSays(request),
  // A good value, of the moment in which the day began.
  stale: () => {
    let first: ReturnType<typeof prometheusSays> | undefined
    return (request) => (first ??= prometheusSays(request, '0.01'))
  },
  NaN: () => (request) => prometheusSays(request, 'NaN'),
}

async function play(fault: Fault, steps: { well: number; broken: number }) {
  let answers = healthy
  const late: (() => void)[] = []
  const watched = await openWatchedShop((request) => answers(request))
  const { shop, checks } = watched
  const held = new Set<string>()
  async function play(count: number, isOver: () => Promise<boolean> = async () => false): Promise<void> {
    for (let left = count; left > 0; left--) {
      await watched.pass(stepMs)
      for (const answer of late.splice(0)) answer()
      if (left % 50 > 0) continue
      for (const { reason } of (await shop.read()).holds) held.add(reason)
      if (await isOver()) return
    }
  }
  const stages = [{ share: 0.5, bakeTime: '30m', minSamples: 20 }, { share: 1 }]
  await shop.start({ stages, checks: [prometheusCheck()] })
  await play(steps.well)
  answers = fault(late)
  await play(steps.broken)
  const meanwhile = await shop.read()
  const kills = (await shop.kills()).length
  const { measured } = checks.numbers()
  answers = healthy
  await play(1_000, async () => (await shop.read()).stage === 1)
  return { kills, measured, meanwhile, held: [...held], after: await shop.read() }
}

const dayOf = { well: 20, broken: Math.ceil(86_400_000 / stepMs) }

describe('a day on which the metric backend is', () => {
  it.each(Object.entries(broken))(
    '%s: 0 kills, 0 promotions, and the release goes on when it is over',
    async (_name, faults) => {
      const { kills, measured, meanwhile, held, after } = await play(faults, dayOf)
      expect({ kills, stage: meanwhile.stage, status: meanwhile.status }).toEqual({
        kills: 0,
        stage: 0,
        status: 'running',
      })
      // A slow answer takes up the time of the next question.
      expect(measured).toBeGreaterThan(dayOf.broken / 2)
      expect(held.length).toBeGreaterThan(0)
      expect(after).toMatchObject({ stage: 1 })
    },
  )

  it.each(Object.entries(broken))(
    '%s from the start on: nothing was ever measured, and nothing goes on',
    async (_name, faults) => {
      const { kills, meanwhile } = await play(faults, { well: 0, broken: 500 })
      expect({ kills, stage: meanwhile.stage, status: meanwhile.status }).toEqual({
        kills: 0,
        stage: 0,
        status: 'running',
      })
    },
  )
})

it('well, a release goes on within as much; where the metric is bad, it is killed', async () => {
  const well = await play(() => healthy, { well: 20, broken: 500 })
  expect(well).toMatchObject({ kills: 0, meanwhile: { stage: 1 }, held: [] })
  const bad = await play(() => (request) => prometheusSays(request, '0.5'), { well: 20, broken: 10 })
  expect(bad).toMatchObject({ kills: 1, meanwhile: { status: 'killed', stage: 0 } })
})
