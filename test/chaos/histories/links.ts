import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../../harness/fault-proxy.js'
import { waitFor } from '../../harness/wait-for.js'
import type { ChaosCase } from '../chaos-case.js'
import { startRefuser } from './refuser.js'
import { openStage, type Stage } from './stage.js'
import { verdictOn } from './verdict.js'

const sizes = {
  short: { stream: 3, polling: 1, rounds: 1, blackMs: 1_500, closes: 12 },
  long: { stream: 7, polling: 1, rounds: 3, blackMs: 25_000, closes: 1_000 },
}
/** A process whose every connection is closed at once tries less and less often; another one begins anew. */
const lifeMs = 15_000
/** A refused key is tried again within five minutes. */
const healsMs = 400_000

/** Links that are slow, silent, closed at once, or led to a server that refuses the key, while changes are written. */
export const historyLinks: ChaosCase = {
  title: 'links delayed, black, slow, closed at once; a key refused',
  async run({ scope, size, tell }) {
    const { stream, polling, rounds, blackMs, closes } = sizes[size]
    const stage = await openStage(scope, { stream, polling })
    // A stream is refused, and the poll that stands in for it; a client that polls asks once, and then waits for minutes.
    const refusals = 2 * stream + polling
    let closed = 0
    let refused = 0
    for (let round = 1; round <= rounds; round++) {
      await during(stage, { type: 'delay', ms: 200 }, async () => {
        await stage.writer.writes(6)
        // What is on its way keeps its delay: nothing is to overtake it.
        await stage.quiet()
      })
      await during(stage, { type: 'pauseDown' }, () => stage.writer.writes(30))
      await during(stage, { type: 'blackhole' }, async () => {
        await stage.writer.writes(4)
        await sleep(blackMs)
        cutAll(stage)
      })
      tell(`round ${round} of ${rounds}: delayed, slow, black`)
      closed += await closedAtOnce(stage, closes / rounds)
      tell(`round ${round} of ${rounds}: ${closed} connections closed at once`)
      refused += await refusedKey(stage, refusals, size === 'short')
      tell(`round ${round} of ${rounds}: ${refused} tries with a refused key`)
    }
    return [
      { name: 'connections closed at once', value: closed, unit: '', must: { be: '≥', value: closes } },
      {
        name: 'tries with a refused key',
        value: refused,
        unit: '',
        must: { be: '≥', value: rounds * refusals },
      },
      ...verdictOn(stage, { changes: 49 * rounds, sights: 8 * stage.witnesses.length }),
    ]
  },
}

/** Holds a fault while `act` runs, then lets everybody find the log again. */
async function during(stage: Stage, fault: Fault, act: () => Promise<void>): Promise<void> {
  for (const { proxy } of stage.witnesses) proxy.set(fault)
  await act()
  for (const { proxy } of stage.witnesses) proxy.set({ type: 'none' })
  await stage.writer.set()
  await stage.quiet()
}

function cutAll({ witnesses }: Stage): void {
  for (const { proxy } of witnesses) proxy.cutAll()
}

/** Answers how many connections were closed. */
async function closedAtOnce(stage: Stage, least: number): Promise<number> {
  const accepted = (): number => stage.witnesses.reduce((sum, { proxy }) => sum + proxy.counters.accepted, 0)
  const before = accepted()
  const isDone = (): boolean => accepted() - before >= least
  await during(stage, { type: 'acceptThenClose' }, async () => {
    await stage.writer.writes(5)
    for (;;) {
      const end = performance.now() + lifeMs
      await waitFor('connections or the end of this life', () => isDone() || performance.now() > end)
      if (isDone()) return
      await Promise.all(stage.witnesses.map((one) => one.restart()))
    }
  })
  return accepted() - before
}

/** Answers how often the key was refused. `isImpatient`: the processes start anew instead of waiting until they try again. */
async function refusedKey(stage: Stage, least: number, isImpatient: boolean): Promise<number> {
  const refuser = await startRefuser(stage.scope)
  for (const { proxy } of stage.witnesses) proxy.leadTo(refuser.port)
  cutAll(stage)
  await stage.writer.writes(4)
  await waitFor('every client to be refused', () => refuser.asked >= least, {
    timeoutMs: 60_000,
  })
  for (const { proxy } of stage.witnesses) proxy.leadTo(stage.server.port)
  cutAll(stage)
  if (isImpatient) await Promise.all(stage.witnesses.map((one) => one.restart()))
  await stage.quiet(healsMs)
  return refuser.asked
}
