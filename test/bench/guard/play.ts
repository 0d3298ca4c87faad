import { defaultLimits, freshMemory, type GuardPlan, type TickInput, tick } from '@ripcord/guard'
import { Deliveries } from './delivery.js'
import { seededRandom } from './random.js'
import type { Scenario } from './scenarios.js'
import { TrafficMaker } from './traffic.js'

/** How one run ended: without a kill, or so long after the first bad request. */
export type Ending = { readonly type: 'lived' } | { readonly type: 'killed'; readonly afterMs: number }

/** Plays one run through the guard's real tick until it kills or the stages are over. */
export function play(scenario: Scenario, seed: number): Ending {
  const random = seededRandom(seed)
  const maker = new TrafficMaker(scenario.traffic, random)
  const deliveries = new Deliveries(scenario.delivery, random)
  const plan = planOf(scenario)
  // Requests of a second are reported at its end; the guard's second ends at another moment.
  const phaseMs = Math.floor(random() * 1000)
  let memory = freshMemory(plan, 0)
  let firstBadAt: number | undefined
  let second = 0
  for (const [stage, { share, seconds }] of scenario.stages.entries()) {
    for (let left = seconds; left > 0; left--, second++) {
      const isBroken = second >= scenario.breaksAfterSeconds
      const row = maker.second(stage, share, isBroken)
      if (isBroken && row.erring.treatment.length > 0) firstBadAt ??= firstOf(row, second, random)
      const now = (second + 1) * 1000 + phaseMs
      const input = { ...quiet, now, stage, outcomes: deliveries.pass(second, row) }
      const ticked = tick(plan, memory, second === 0 ? { ...input, presence } : input)
      if (ticked.decision.action === 'kill') return { type: 'killed', afterMs: now - (firstBadAt ?? now) }
      memory = ticked.memory
    }
  }
  return { type: 'lived' }
}

const quiet: Omit<TickInput, 'now' | 'stage' | 'outcomes'> = {
  restarted: false,
  holds: [],
  presence: [],
  crashes: [],
  breakers: [],
  checks: [],
}

const presence = [{ service: 'checkout', connected: 4, minuteAgo: 4, returned: 4, servedTreatment: 4 }]

/** The first of some moments that are spread evenly over a second. */
export function firstOf(
  row: { erring: { treatment: readonly number[] } },
  second: number,
  random: () => number,
) {
  return Math.min(...row.erring.treatment.map(() => (second + random()) * 1000))
}

/** Ten minutes of the same traffic were measured before the start. */
function planOf({ stages, traffic }: Scenario): GuardPlan {
  const requests = Math.round(traffic.requestsPerSecond * 600)
  return {
    release: 'checkout-1',
    generation: 1,
    services: ['checkout'],
    stages: stages.map(({ share }) => ({
      share,
      bakeTimeMs: 3_600_000,
      minSamples: 100,
      advance: 'automatic',
    })),
    watchesSlow: false,
    limits: defaultLimits,
    before: {
      checkout: { requests, errors: Math.round(requests * traffic.base), slow: 0, crashes: 0 },
    },
  }
}
