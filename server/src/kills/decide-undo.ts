import { type Actor, type EntityWrite, isRunning, type Release, type StoredKill } from '@ripcord/model'
import type { DecideAt, Verdict } from '../changes/commit-change.js'
import { releaseWrite } from '../changes/owned-flags.js'
import type { Reading } from '../changes/reading.js'
import { RefusedError } from '../errors.js'
import type { StateView } from '../storage/storage.js'
import { restoredError } from './decide-kill.js'
import { citedKill, liftAnswer, lifted } from './decide-lift.js'
import type { RestoreAnswer } from './kills-service.js'

export interface UndoQuestion {
  environment: string
  killId: string
  actor: Actor
  /** The environment's releases and the kill's flags just before the kill. */
  stood: StateView
  /** Releases of whose new variant something says that it fails. */
  failing: ReadonlySet<string>
}

/** For so long whoever has killed by hand may take it back. */
export const undoableMs = 60_000

/**
 * Takes a kill back as if it had not been: what it ended runs on at its stage, as another generation, whose evidence
 * begins anew.
 */
export function decideUndo(state: Reading, at: DecideAt, question: UndoQuestion): Verdict<RestoreAnswer> {
  const stored = citedKill(state, question)
  const kill = stored.value
  if (kill.lifted !== null) return { type: 'refuse', error: restoredError(kill) }
  const releases = releasesBefore(state, question)
  const because =
    whyNobodyMay(kill, question, at.now) ??
    whyNotAsBefore(state, question, kill, releases) ??
    whyFailing(releases, question)
  if (because !== undefined) return { type: 'refuse', error: notUndone(kill, because) }
  const lifting = lifted(stored, at, { ...question, reason: 'undone' })
  return {
    type: 'commit',
    kind: 'flags.restored',
    entities: [
      { kind: 'kill', environment: question.environment, key: kill.killId, value: lifting.value },
      ...releases.flatMap((release) => runAgain(state, at, question, release)),
    ],
    result: liftAnswer(state, lifting, question, at.revision),
    touchesOwned: true,
    cause: { undone: kill.killId },
  }
}

interface Ended {
  now: Release
  before: Release
}

/** What the kill has ended, or held because one of its flags was killed alone. */
function releasesBefore(state: Reading, { environment, killId, stood }: UndoQuestion): Ended[] {
  const flags = new Set(Object.keys(state.get('kill', environment, killId)?.value?.serves ?? {}))
  return state.list('release', environment).flatMap(({ key, value: now }): Ended[] => {
    const before = stood.get('release', environment, key)?.value
    if (!now || !before) return []
    const isEnded = now.killId === killId && before.killId !== killId
    const isHeldByIt = now.flags.some((flag) => flags.has(flag.key)) && isNewlyHeld(now, before)
    return isEnded || (isHeldByIt && !isHeldByAnother(state, environment, now, killId))
      ? [{ now, before }]
      : []
  })
}

/** Several kills of single flags make one hold: it stays as long as one of them stands. */
function isHeldByAnother(state: Reading, environment: string, { flags }: Release, killId: string): boolean {
  const index = state.index()
  return flags.some(({ key }) => index.killsOf(environment, key).some((one) => one !== killId))
}

function isNewlyHeld(now: Release, before: Release): boolean {
  const has = ({ holds }: Release) => holds.some(({ reason }) => reason === 'killed-flag')
  return has(now) && !has(before)
}

function whyNobodyMay({ cause, actor, firstCommit }: StoredKill, { actor: by }: UndoQuestion, now: Date) {
  if (cause !== 'manual') return `It was no kill by hand (${cause})`
  if (actor.type !== by.type || actor.id !== by.id) return `${actor.name ?? actor.id} has killed, not you`
  const ago = now.getTime() - Date.parse(firstCommit.at)
  return ago <= undoableMs ? undefined : `It was ${Math.floor(ago / 1_000)} s ago, and may be undone for 60 s`
}

function whyNotAsBefore(
  state: Reading,
  { environment, killId }: UndoQuestion,
  { serves, firstCommit }: StoredKill,
  releases: readonly Ended[],
): string | undefined {
  const changed = Object.keys(serves).find(
    (flag) => (state.get('flagSettings', environment, flag)?.revision ?? 0) > firstCommit.revision,
  )
  if (changed !== undefined) return `${changed} has been changed since`
  const other = Object.keys(serves).find((flag) =>
    state
      .index()
      .killsOf(environment, flag)
      .some((one) => one !== killId),
  )
  if (other !== undefined) return `Another kill holds ${other}`
  const started = releases.find(({ now }) => now.killId === killId && now.status !== 'killed')
  return started && `${started.now.key} has been started since`
}

function whyFailing(releases: readonly Ended[], { failing }: UndoQuestion): string | undefined {
  const one = releases.find(({ now }) => failing.has(now.key))
  return one && `The new variant of ${one.now.key} was failing`
}

/** A release as it stood; one that ran runs on. */
function runAgain(
  state: Reading,
  { now: present }: DecideAt,
  { environment, stood }: UndoQuestion,
  { now, before }: Ended,
): EntityWrite[] {
  if (isRunning(now)) {
    const holds = now.holds.filter(({ reason }) => reason !== 'killed-flag')
    return [releaseWrite(environment, { ...now, holds })]
  }
  if (!isRunning(before)) return [releaseWrite(environment, before)]
  const generation = now.generation + 1
  const since = present.toISOString()
  const settings = before.flags.flatMap(({ key }): EntityWrite[] => {
    const owned = stood.get('flagSettings', environment, key)?.value?.release
    const stands = state.get('flagSettings', environment, key)?.value
    if (!owned || !stands) return []
    return [
      { kind: 'flagSettings', environment, key, value: { ...stands, release: { ...owned, generation } } },
    ]
  })
  return [
    releaseWrite(environment, { ...before, generation, startedAt: since, stageSince: since }),
    ...settings,
  ]
}

function notUndone({ killId }: StoredKill, because: string): RefusedError {
  const message = `${because}: kill ${killId} can be restored, with a reason, but not undone.`
  return new RefusedError('kill-not-undone', message, { extra: { killId } })
}
