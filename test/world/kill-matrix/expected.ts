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
}

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

export function expectedDetails(flag: FlagCase, moment: Moment): Partial<EvaluationDetails<string>> {
  const killedBy = inForce(flag, moment.holding)
  if (killedBy !== undefined)
    return {
      value: 'off',
      variant: 'off',
      reason: 'DISABLED',
      flagMetadata: { killed: true, killId: moment.ids[killedBy] },
    }
  if (moment.isOverridden) return { value: overrideValue, reason: 'STATIC' }
  if (flag.isQuarantined) return { value: callerDefault, reason: 'ERROR', errorCode: 'PARSE_ERROR' }
  return { value: moment.value, variant: 'on', reason: 'STATIC' }
}
