import { type Actor, isRunning, limits, type ReleaseHold } from '@ripcord/model'
import type { DecideAt, Verdict } from '../changes/commit-change.js'
import { refuseProblems } from '../changes/parse.js'
import type { Reading } from '../changes/reading.js'
import { type ReleaseQuestion, releaseIn, stateError, step } from './release-in.js'
import type { HoldRequest, ReleaseView } from './releases-service.js'

/** Keeps a release in its stage. A second hold for the same reason changes nothing. */
export function decideHold(
  state: Reading,
  at: DecideAt,
  question: ReleaseQuestion & { hold: HoldRequest; actor: Actor },
): Verdict<ReleaseView> {
  const release = runningIn(state, question, 'there is nothing to hold')
  const { reason = 'manual', because } = question.hold
  if (release.holds.some((hold) => hold.reason === reason)) return { type: 'nothing', result: release }
  const hold = { reason, because, since: at.now.toISOString(), by: question.actor }
  return step(at, 'release.held', { ...release, holds: [...release.holds, hold] })
}

export function decideResume(
  state: Reading,
  at: DecideAt,
  question: ReleaseQuestion & { reasons: readonly ReleaseHold['reason'][] | undefined },
): Verdict<ReleaseView> {
  const release = runningIn(state, question, 'there is nothing to resume')
  const { reasons } = question
  const holds = reasons === undefined ? [] : release.holds.filter(({ reason }) => !reasons.includes(reason))
  const suspendedUntil = reasons === undefined ? null : release.suspendedUntil
  if (holds.length === release.holds.length && suspendedUntil === release.suspendedUntil)
    return { type: 'nothing', result: release }
  return step(at, 'release.resumed', { ...release, holds, suspendedUntil })
}

export function decideSuspend(
  state: Reading,
  at: DecideAt,
  question: ReleaseQuestion & { until: string },
): Verdict<ReleaseView> {
  const release = runningIn(state, question, 'there is nothing to suspend')
  const ms = Date.parse(question.until) - at.now.getTime()
  if (ms <= 0 || ms > limits.bakeMs) {
    const message = 'expected a time in the next thirty days: a guard is not switched off for good'
    throw refuseProblems([{ path: '/until', message, seen: question.until }])
  }
  return step(at, 'release.suspended', {
    ...release,
    suspendedUntil: new Date(question.until).toISOString(),
  })
}

/** @throws RefusedError `not-found`, `release-state` */
function runningIn(state: Reading, question: ReleaseQuestion, otherwise: string): ReleaseView {
  const release = releaseIn(state, question)
  if (!isRunning(release)) throw stateError(release, otherwise)
  return release
}
