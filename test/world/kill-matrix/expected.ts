import type { EvaluationDetails } from '../../../sdk/src/types.js'
import type { FlagCase, Which } from './dimensions.js'

/** What the matrix expects of a flag at some moment, told by rules of its own: none of the code under test is asked. */
export interface Moment {
  /** Which of the two kills hold. */
  readonly holding: ReadonlySet<Which>
  /** Ids of the two kills. */
  readonly ids: { readonly [which in Which]: string }
  /** What the flag's default outcome serves, where nothing stands above it. */
  readonly value: string
  readonly isOverridden: boolean
  /** Whether the process has been without a server for longer than blind flags bear. */
  readonly isBlind: boolean
}

/** Fields of the answer that matter; undefined where it must not have one. */
export type Expected = {
  readonly [field in keyof EvaluationDetails<string>]?: EvaluationDetails<string>[field] | undefined
}

/** What a flag asks of that is never met. */
export const prerequisite = 'gate'
/** The caller's default in every question. */
export const callerDefault = 'default'
export const overrideValue = 'mine'

/** Of two kills that hold: a person's goes before the guard's and a drill's, then the later one. */
export function inForce({ cause, second }: FlagCase, holding: ReadonlySet<Which>): Which | undefined {
  if (!holding.has('first')) return holding.has('second') ? 'second' : undefined
  if (!holding.has('second')) return 'first'
  // The recovered one was made by a person, in an earlier life of the database.
  const isFirstOfPerson = cause === 'manual' || cause === 'breakGlass' || cause === 'recovered'
  return isFirstOfPerson && second === 'guard' ? 'first' : 'second'
}

export function expectedDetails(flag: FlagCase, moment: Moment): Expected {
  const killedBy = inForce(flag, moment.holding)
  if (killedBy !== undefined)
    return {
      ...servedBy(flag, killedBy),
      reason: 'DISABLED',
      flagMetadata: { killed: true, killId: moment.ids[killedBy] },
    }
  if (moment.isOverridden) return { value: overrideValue, reason: 'STATIC' }
  if (flag.isQuarantined) return { value: callerDefault, reason: 'ERROR', errorCode: 'PARSE_ERROR' }
  return { flagMetadata: {}, ...byItself(flag, moment) }
}

const off = { value: 'off', variant: 'off' }

/** A kill of a flag without an off variant serves the caller's default; the recovered one is of a time when there was one. */
function servedBy({ cause, outcome }: FlagCase, which: Which): Expected {
  const isOfAnotherLife = which === 'first' && cause === 'recovered'
  return outcome === 'no off variant' && !isOfAnotherLife ? { value: callerDefault, variant: undefined } : off
}

function byItself({ outcome }: FlagCase, { value, isBlind }: Moment): Expected {
  const live = { value, variant: 'on', reason: 'STATIC' as const }
  switch (outcome) {
    case 'a variant':
    case 'no off variant':
      return live
    case 'disabled':
      return { ...off, reason: 'DISABLED' }
    case 'a prerequisite that is not met':
      return { ...off, reason: 'DEFAULT', flagMetadata: { prerequisite } }
    case 'blind':
      return isBlind ? { ...off, reason: 'STALE' } : live
  }
}
