import type { Measurement } from '@ripcord/model'
import type { RunRef } from './guard-store.js'

/** What checks measured, by run and check. */
export interface MeasurementStore {
  /** One that is there already (same check, same time) is left as it is. */
  add(run: RunRef, check: string, measurement: Measurement): Promise<void>
  /** The last ones, in order of time. */
  last(run: RunRef, check: string, limit: number): Promise<Measurement[]>
  /** Removes those of runs that ended before (epoch milliseconds), unless their inputs are kept. */
  prune(endedBefore: number): Promise<void>
}
