import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Ending } from './play.js'
import type { ScenarioName } from './scenarios.js'
import type { Portion } from './worker-main.js'

const portions = 20

/** Threads that play runs, one for each core. The endings of a scenario are the same with any number of them. */
export class Players {
  readonly #workers = Array.from(
    { length: availableParallelism() },
    () => new Worker(new URL('./worker-main.js', import.meta.url)),
  )

  async play(scenario: ScenarioName, runs: number): Promise<Ending[]> {
    const each = Math.ceil(runs / portions)
    const left: Portion[] = []
    for (let from = 0; from < runs; from += each)
      left.push({ scenario, fromSeed: from, runs: Math.min(each, runs - from) })
    const endings = await Promise.all(this.#workers.map((worker) => playAll(worker, left)))
    return endings.flat()
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }
}

async function playAll(worker: Worker, left: Portion[]): Promise<Ending[]> {
  const endings: Ending[] = []
  for (let portion = left.shift(); portion; portion = left.shift()) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(portion)
    // Rejects where the worker dies of an error.
    const [played] = (await once(worker, 'message')) as [Ending[]]
    endings.push(...played)
  }
  return endings
}
