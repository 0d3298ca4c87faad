import { type Actor, isRunning, type Json, limits } from '@ripcord/model'
import type { DecideAt, Verdict } from '../changes/commit-change.js'
import type { Reading } from '../changes/reading.js'
import { RefusedError } from '../errors.js'
import { startStage } from './decide-advance.js'
import { ownWrites } from './own-flags.js'
import { preflightOf, type RunFacts, watchesOf } from './preflight.js'
import { type ReleaseQuestion, releaseIn, stateError, step } from './release-in.js'
import type { Finding, ReleaseView } from './releases-service.js'
import { trafficBefore } from './traffic-before.js'

export interface StartQuestion extends ReleaseQuestion {
  facts: RunFacts
  /** Checks that know nothing, with which it is started all the same. */
  confirm: readonly string[]
  actor: Actor
  /** Only where it was never started: what starts by itself comes back from no end. */
  draftOnly?: boolean | undefined
}

/** The first stage of a new generation, from a draft or from whatever an earlier run came to. */
export function decideStart(state: Reading, at: DecideAt, question: StartQuestion): Verdict<ReleaseView> {
  const release = releaseIn(state, question)
  if (isRunning(release))
    return { type: 'refuse', error: stateError(release, 'abort it before it can start anew') }
  if (question.draftOnly === true && release.status !== 'draft')
    return { type: 'refuse', error: stateError(release, 'a person starts it anew') }
  const preflight = preflightOf(state, release, question.facts)
  const unconfirmed = preflight.confirms.filter(({ check = '' }) => !question.confirm.includes(check))
  const refusals = [...preflight.refusals, ...unconfirmed]
  if (refusals.length > 0) return { type: 'refuse', error: notReadyError(release.key, refusals) }
  const since = at.now.toISOString()
  const watches = watchesOf(state, release)
  const started: ReleaseView = {
    ...release,
    ...startStage(release, 0, at.now),
    generation: release.generation + 1,
    holds: holdsFor(preflight.holds, question.actor, since),
    suspendedUntil: null,
    watches,
    before: trafficBefore({ ...release, watches }, question.facts.traffic),
    verdict: null,
    recovery: null,
    killId: null,
    startedAt: since,
    endedAt: null,
  }
  return step(at, 'release.started', started, ownWrites(state, question.environment, started))
}

/** All services that are behind make one hold: it is over when none is. */
function holdsFor(findings: readonly Finding[], by: Actor, since: string): ReleaseView['holds'] {
  if (findings.length === 0) return []
  const because = findings.map(({ message }) => message).join(' ')
  return [{ reason: 'versions', because: because.slice(0, limits.reasonLength), since, by }]
}

function notReadyError(release: string, refusals: readonly Finding[]): RefusedError {
  const sentences = refusals.slice(0, 5).map(({ message }) => message)
  const rest = refusals.length > 5 ? ` And ${refusals.length - 5} more.` : ''
  const message = `Release ${JSON.stringify(release)} can't start. ${sentences.join(' ')}${rest}`
  return new RefusedError('release-not-ready', message, {
    // Findings are plain JSON.
    extra: { refusals: refusals as unknown as Json },
  })
}
