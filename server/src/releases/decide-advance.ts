import { isRunning } from '@ripcord/model'
import type { DecideAt, Verdict } from '../changes/commit-change.js'
import type { Reading } from '../changes/reading.js'
import { RefusedError } from '../errors.js'
import { ownWrites } from './own-flags.js'
import { type ReleaseQuestion, releaseIn, stateError, step } from './release-in.js'
import type { Advance, ReleaseView } from './releases-service.js'

/** To the next stage. Whoever saw an earlier stage than the present one is too late, and changes nothing. */
export function decideAdvance(
  state: Reading,
  at: DecideAt,
  question: ReleaseQuestion & Advance,
): Verdict<ReleaseView> {
  const release = releaseIn(state, question)
  const stage = release.stage ?? 0
  const { from = stage } = question
  if (!isRunning(release))
    return { type: 'refuse', error: stateError(release, 'there is nothing to advance') }
  if (from < stage) return { type: 'nothing', result: release }
  if (from > stage)
    return { type: 'refuse', error: stateError(release, `it is in stage ${stage}, not yet in ${from}`) }
  if (stage === release.stages.length - 1)
    return { type: 'refuse', error: stateError(release, 'complete it instead') }
  const held = heldError(release, at.now)
  if (held !== undefined) return { type: 'refuse', error: held }
  const advanced = { ...release, ...startStage(release, stage + 1, at.now) }
  return step(at, 'release.advanced', advanced, ownWrites(state, question.environment, advanced))
}

/** What coming into a stage makes of a release. */
export function startStage(
  { stages }: ReleaseView,
  stage: number,
  now: Date,
): Pick<ReleaseView, 'stage' | 'status' | 'stageSince'> {
  const status = stage === stages.length - 1 ? 'baking' : 'running'
  return { stage, status, stageSince: now.toISOString() }
}

/** 409 while something holds it; undefined where it may go on. */
export function heldError({ key, holds, suspendedUntil }: ReleaseView, now: Date): RefusedError | undefined {
  const suspended = suspendedUntil !== null && Date.parse(suspendedUntil) > now.getTime()
  const reasons = [...holds.map(({ because }) => because), ...(suspended ? [`until ${suspendedUntil}`] : [])]
  if (reasons.length === 0) return undefined
  const message = `Release ${JSON.stringify(key)} is held: ${reasons.join('; ')}. Resume it first.`
  return new RefusedError('release-held', message, { extra: { holds: holds.map(({ reason }) => reason) } })
}
