import { parentPort } from 'node:worker_threads'
import { type Ending, play } from './play.js'
import { type ScenarioName, scenarios } from './scenarios.js'

/** Some runs of one scenario, a seed each. */
export interface Portion {
  readonly scenario: ScenarioName
  readonly fromSeed: number
  readonly runs: number
}

parentPort?.on('message', ({ scenario, fromSeed, runs }: Portion) => {
  const endings: Ending[] = Array.from({ length: runs }, (_, at) => play(scenarios[scenario], fromSeed + at))
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(endings)
})
