import { defaultLimits, wilsonUpper } from '@ripcord/guard'
import { type Ending, firstOf } from './play.js'
import { seededRandom } from './random.js'
import type { Scenario } from './scenarios.js'
import { TrafficMaker } from './traffic.js'

const Z_99 = 2.3263478740408408
const preflightSeconds = 600

/**
 * Wald's test at a share of 1, by one who knows beforehand how often the new variant fails, against the same p0 and with
 * the same chance of a false kill: of all such tests it has the shortest mean delay. What the guard, who has to find out,
 * could reach at best.
 */
export function playOracle({ stages, traffic }: Scenario, seed: number): Ending {
  const random = seededRandom(seed)
  const maker = new TrafficMaker(traffic, random)
  const phaseMs = Math.floor(random() * 1000)
  const measured = Math.round(traffic.requestsPerSecond * preflightSeconds)
  const bound = wilsonUpper(Math.round(measured * traffic.base), measured, Z_99)
  const p0 = 2 * Math.max(defaultLimits.baselineFloor, bound)
  const ratio = (traffic.base * traffic.ratio) / p0
  const enough = -Math.log(defaultLimits.killAlpha)
  let firstBadAt: number | undefined
  let evidence = 0
  for (let second = 0; second < (stages[0]?.seconds ?? 0); second++) {
    const row = maker.second(0, 1, true)
    const { requests, errors } = row.treatment
    if (errors > 0) firstBadAt ??= firstOf(row, second, random)
    evidence += errors * Math.log(ratio) - (ratio - 1) * p0 * requests
    const now = (second + 1) * 1000 + phaseMs
    if (evidence >= enough) return { type: 'killed', afterMs: now - (firstBadAt ?? now) }
  }
  return { type: 'lived' }
}
