import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Asked } from './arguments.js'
import { endingOf, kindOf } from './ending.js'
import { firstFailing } from './first-failing.js'
import { type Rule, weightsFor, without } from './rules.js'
import { shrink } from './shrink.js'
import type { Story } from './story.js'

/** A seed that breaks a promise, and the shortest story that does. */
export interface Finding {
  seed: number
  ending: string
  story: Story
}

interface Batch {
  from: number
  to: number
}
type Answer = { type: 'clean' } | { type: 'failing'; finding: Finding }

/** The argument of a process that runs seeds for another one. */
export const serving = 'serve-seeds'

const seedsPerBatch = 20

/** Each process has a core for itself, and what a seed makes is gone when it ends: collected late, by one thread. */
const execArgv = ['--max-semi-space-size=32', '--single-threaded-gc']

/** Runs seeds in so many processes, until one breaks a promise. `told`: how many are done by now. */
export async function runSeeds(
  { from, seeds, without: rule }: Asked,
  processes: number,
  told: (done: number) => void,
): Promise<{ finding: Finding | undefined; done: number }> {
  const end = from + seeds
  let next = from
  let done = 0
  let finding: Finding | undefined
  const work = async (): Promise<void> => {
    const worker = fork(process.argv[1] ?? '', [serving, ...(rule === null ? [] : [rule])], { execArgv })
    while (next < end && finding === undefined) {
      const batch = { from: next, to: Math.min(next + seedsPerBatch, end) - 1 }
      next = batch.to + 1
      const answer = await ask(worker, batch)
      if (answer.type === 'failing') finding ??= answer.finding
      else told((done += batch.to - batch.from + 1))
    }
    worker.disconnect()
  }
  await Promise.all(Array.from({ length: Math.min(processes, seeds) }, work))
  return { finding, done }
}

/** In a process of its own: takes batches, and shrinks what breaks. */
export function serveSeeds(rule: Rule | null): void {
  process.on('message', (batch: Batch) => {
    void answerTo(batch, rule).then((answer) => process.send?.(answer))
  })
}

async function answerTo(batch: Batch, rule: Rule | null): Promise<Answer> {
  const options = rule === null ? {} : without(rule)
  const weights = rule === null ? {} : weightsFor(rule)
  const failing = await firstFailing(batch, { ...options, weights })
  if (failing === undefined) return { type: 'clean' }
  const kind = kindOf(failing.ending)
  const breaks = async (story: Story) => {
    const ending = await endingOf(story, options)
    return ending !== undefined && kindOf(ending) === kind
  }
  const story = await shrink(failing.story, breaks)
  const ending = (await endingOf(story, options)) ?? failing.ending
  return { type: 'failing', finding: { seed: failing.story.seed, ending, story } }
}

/** Rejects where the process ends without an answer. */
async function ask(worker: ChildProcess, batch: Batch): Promise<Answer> {
  const given = new AbortController()
  const { signal } = given
  worker.send(batch)
  try {
    const ended = once(worker, 'exit', { signal }).then(([code]) => {
      throw new Error(`a process that ran seeds ${batch.from} to ${batch.to} ended with ${String(code)}`)
    })
    const [answer] = await Promise.race([once(worker, 'message', { signal }), ended])
    return answer as Answer
  } finally {
    given.abort()
  }
}
