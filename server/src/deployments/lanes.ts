import { Queue } from '../queue.js'

/** Of one environment that wait for those before. */
const mostWaiting = 100

/** What is done about the deployments of an environment is done one after another. */
export class Lanes {
  readonly #lanes = new Map<string, Queue>()

  /** Undefined where too many wait. */
  run<T>(environmentId: string, work: () => Promise<T>): Promise<T> | undefined {
    const lane = this.#lanes.get(environmentId) ?? new Queue(mostWaiting)
    this.#lanes.set(environmentId, lane)
    return lane.run(work)
  }
}
