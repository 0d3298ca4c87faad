import { isRunning, type Recovery, type Release } from '@ripcord/model'
import type { DecideAt, Verdict } from '../changes/commit-change.js'
import { endedAs, giveBack } from '../changes/owned-flags.js'
import type { Reading } from '../changes/reading.js'
import { heldError } from './decide-advance.js'
import { completedWrites } from './own-flags.js'
import { type ReleaseQuestion, releaseIn, stateError, step } from './release-in.js'
import type { ReleaseView } from './releases-service.js'

/** The old default outcomes are back, without a latch. */
export function decideAbort(state: Reading, at: DecideAt, question: ReleaseQuestion): Verdict<ReleaseView> {
  const release = releaseIn(state, question)
  if (release.status === 'aborted') return { type: 'nothing', result: release }
  if (!isRunning(release))
    return { type: 'refuse', error: stateError(release, 'it owns no default outcome that could come back') }
  const ended = { ...release, ...endedAs(release, 'aborted', at.now) }
  return step(at, 'release.aborted', ended, giveBack(state, question.environment, release))
}

/** What went out is the default outcome from now on. */
export function decideComplete(
  state: Reading,
  at: DecideAt,
  question: ReleaseQuestion & { verdict: NonNullable<Release['verdict']> },
): Verdict<ReleaseView> {
  const release = releaseIn(state, question)
  if (release.status === 'completed') return { type: 'nothing', result: release }
  if (release.status === 'running')
    return { type: 'refuse', error: stateError(release, 'advance it to its last stage first') }
  if (release.status !== 'baking')
    return { type: 'refuse', error: stateError(release, 'there is nothing to complete') }
  const held = heldError(release, at.now)
  if (held !== undefined) return { type: 'refuse', error: held }
  const ended = { ...release, ...endedAs(release, 'completed', at.now, { verdict: question.verdict }) }
  return step(at, 'release.completed', ended, completedWrites(state, question.environment, release))
}

/** Whether the kill that ended it has helped. */
export function decideRecovery(
  state: Reading,
  at: DecideAt,
  question: ReleaseQuestion & { recovery: { generation: number; state: Exclude<Recovery, 'pending'> } },
): Verdict<ReleaseView> {
  const release = releaseIn(state, question)
  const { generation, state: recovery } = question.recovery
  const isAsked = release.generation === generation && release.recovery === 'pending'
  return isAsked
    ? step(at, 'release.recovery', { ...release, recovery })
    : { type: 'nothing', result: release }
}
