import { type Actor, isDrill, type StoredKill } from '@ripcord/model'
import type { DecideAt, Verdict } from '../changes/commit-change.js'
import { environmentIn } from '../changes/environments.js'
import { refuseProblems } from '../changes/parse.js'
import type { Reading } from '../changes/reading.js'
import { notFound } from '../errors.js'
import type { Stored } from '../storage/storage.js'
import { restoredError } from './decide-kill.js'
import { killView } from './kill-view.js'
import type { RestoreAnswer } from './kills-service.js'

export interface LiftQuestion {
  environment: string
  killId: string
  actor: Actor
  reason: string
}

/** Lifts exactly the cited kill. */
export function decideRestore(state: Reading, at: DecideAt, question: LiftQuestion): Verdict<RestoreAnswer> {
  if (question.reason.trim() === '')
    throw refuseProblems([{ path: '/reason', message: 'expected why it is safe again' }])
  const stored = citedKill(state, question)
  if (stored.value.lifted !== null) return { type: 'refuse', error: restoredError(stored.value) }
  return lift(state, at, question, stored, 'flags.restored')
}

/** Ends a drill, before or at its time. */
export function decideDrillEnd(state: Reading, at: DecideAt, question: LiftQuestion): Verdict<RestoreAnswer> {
  const stored = citedKill(state, question)
  if (!isDrill(stored.value)) {
    const message = `${question.killId} is no drill but a kill: restore it, with a reason`
    throw refuseProblems([{ path: '', message }])
  }
  if (stored.value.lifted !== null)
    return { type: 'nothing', result: liftAnswer(state, stored, question, state.revision) }
  return lift(state, at, question, stored, 'drill.ended')
}

export type StandingKill = Stored<'kill'> & { value: StoredKill }

export function citedKill(
  state: Reading,
  { environment, killId }: Pick<LiftQuestion, 'environment' | 'killId'>,
): StandingKill {
  environmentIn(state, environment)
  const stored = state.get('kill', environment, killId)
  if (!stored?.value) throw notFound('kill', killId, environment)
  return { ...stored, value: stored.value }
}

function lift(
  state: Reading,
  at: DecideAt,
  question: LiftQuestion,
  stored: StandingKill,
  kind: 'flags.restored' | 'drill.ended',
): Verdict<RestoreAnswer> {
  const { environment, killId } = question
  const after = lifted(stored, at, question)
  return {
    type: 'commit',
    kind,
    entities: [{ kind: 'kill', environment, key: killId, value: after.value }],
    result: liftAnswer(state, after, question, at.revision),
  }
}

/** The kill once it stands no more. */
export function lifted(
  stored: StandingKill,
  at: DecideAt,
  { actor, reason }: Pick<LiftQuestion, 'actor' | 'reason'>,
): StandingKill {
  const value: StoredKill = { ...stored.value, lifted: { at: at.now.toISOString(), actor, reason } }
  return { ...stored, value, revision: at.revision }
}

export function liftAnswer(
  state: Reading,
  stored: StandingKill,
  { environment, killId }: Pick<LiftQuestion, 'environment' | 'killId'>,
  revision: number,
): RestoreAnswer {
  const index = state.index()
  const stillHeld = Object.keys(stored.value.serves).map((flag) => [
    flag,
    index.killsOf(environment, flag).filter((other) => other !== killId),
  ])
  return { kill: killView(stored), revision, stillHeld: Object.fromEntries(stillHeld) }
}
