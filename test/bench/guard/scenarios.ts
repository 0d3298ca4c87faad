import { type Delivery, promptDelivery } from './delivery.js'
import { plainTraffic, type Traffic } from './traffic.js'

/** A run of a release, second by second. */
export interface Scenario {
  readonly stages: readonly { readonly share: number; readonly seconds: number }[]
  readonly traffic: Traffic
  readonly delivery: Delivery
  /** From which second on the new variant fails as `traffic.ratio` says. */
  readonly breaksAfterSeconds: number
}

const ramp = [0.01, 0.05, 0.25, 0.5].map((share) => ({ share, seconds: 100 }))
const poorDelivery: Delivery = { lost: 0.1, duplicated: 0.2, late: 0.3, latestSeconds: 30 }

function healthy(traffic: Partial<Traffic>, other: Partial<Scenario> = {}): Scenario {
  return {
    stages: ramp,
    traffic: { ...plainTraffic, base: 0.01, ...traffic },
    delivery: promptDelivery,
    breaksAfterSeconds: 0,
    ...other,
  }
}

function broken(share: number, traffic: Partial<Traffic>, healthySeconds = 0): Scenario {
  return {
    stages: [{ share, seconds: healthySeconds + 400 }],
    traffic: { ...plainTraffic, ratio: 10, ...traffic },
    delivery: promptDelivery,
    breaksAfterSeconds: healthySeconds,
  }
}

const HOUR = 3600
/** Every request fails, twenty of which a second are in the new variant. */
const hard = (share: number): Partial<Traffic> => ({ requestsPerSecond: 20 / share, ratio: 1000 })

/** Nothing is wrong: whoever is killed here is killed falsely. */
export const healthyScenarios = {
  smooth: healthy({}),
  bursty: healthy({ burst: 20 }),
  '5 persistent failers': healthy({ failers: 5 }),
  '20 persistent failers': healthy({ failers: 20 }),
  '100 persistent failers': healthy({ failers: 100 }),
  'a bot in the control': healthy({ botInControl: 50 }),
  '1 % share': healthy({}, { stages: [{ share: 0.01, seconds: 400 }] }),
  'late, duplicated and lost reports': healthy({}, { delivery: poorDelivery }),
} satisfies { [name: string]: Scenario }

export const brokenScenarios = {
  '10× at 10 %': broken(0.1, {}),
  '10× at 50 %': broken(0.5, {}),
  'hard break at 10 %': broken(0.1, hard(0.1)),
  'hard break at 100 %': broken(1, hard(1)),
  '10× at 100 %': broken(1, {}),
  '10× at 10 %, 2,000 skewed subjects': broken(0.1, { subjects: 2000, skew: 3 }),
  '10× at 10 %, 200 skewed subjects': broken(0.1, { subjects: 200, skew: 3 }),
  'hard break at 10 %, after an hour of health': broken(0.1, hard(0.1), HOUR),
  '10× at 10 %, after an hour of health': broken(0.1, {}, HOUR),
  '10× at 50 %, after an hour of health': broken(0.5, {}, HOUR),
  '10× at 100 %, after an hour of health': broken(1, {}, HOUR),
} satisfies { [name: string]: Scenario }

export type ScenarioName = keyof typeof healthyScenarios | keyof typeof brokenScenarios

export const scenarios: Readonly<Record<ScenarioName, Scenario>> = { ...healthyScenarios, ...brokenScenarios }
