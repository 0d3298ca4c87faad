import type { Json } from '@ripcord/model'
import type { FlagPlan } from './plan.js'
import type { Arm, ErrorCode, FlagMetadata, Reason, Resolution } from './types.js'

type Answered = Exclude<Reason, 'ERROR'>

export function variantResolution(
  variant: string,
  value: Json,
  reason: Answered,
  flagMetadata: FlagMetadata,
  arm?: Arm | 'none',
): Resolution {
  // The field is there in each: V8 would take answers with it and without it for two kinds of objects.
  return Object.freeze({ type: 'variant', value, variant, reason, flagMetadata, arm })
}

export function callerDefaultResolution(reason: Answered, flagMetadata: FlagMetadata): Resolution {
  return Object.freeze({ type: 'callerDefault', reason, flagMetadata })
}

const noMetadata: FlagMetadata = Object.freeze({})

export function errorResolution(
  errorCode: ErrorCode,
  errorMessage: string,
  flagMetadata: FlagMetadata = noMetadata,
): Resolution {
  return Object.freeze({ type: 'error', reason: 'ERROR', errorCode, errorMessage, flagMetadata })
}

export const flagNotFound = errorResolution('FLAG_NOT_FOUND', 'there is no flag with this key')

/** The answer where a getter or proxy of the context throws: what it hides might decide, so nothing is guessed. */
export const contextUnreadable = errorResolution(
  'GENERAL',
  'an attribute of the evaluation context threw when it was read',
)

/** A flag's own answers, each made once however many rules give it. */
export interface Answers {
  /** `arm`: of an answer by a release's own default outcome, which is an object of its own. */
  variant(variant: string, reason: Answered, arm?: Arm | 'none'): Resolution
  callerDefault(reason: Answered): Resolution
  /** The off variant; the caller's default where the flag has none. */
  off(reason: Answered, metadata?: FlagMetadata): Resolution
  error(code: ErrorCode, message: string): Resolution
}

export function answersOf(plan: FlagPlan): Answers {
  const made = new Map<string, Resolution>()
  const once = (id: string, make: () => Resolution): Resolution => {
    const known = made.get(id)
    if (known !== undefined) return known
    const resolution = make()
    made.set(id, resolution)
    return resolution
  }
  const ofVariant = (variant: string, reason: Answered, metadata: FlagMetadata, arm?: Arm | 'none') =>
    // Reading the flag has made sure that it has the variant.
    variantResolution(variant, plan.variants.get(variant) as Json, reason, metadata, arm)
  const answers: Answers = {
    variant: (variant, reason, arm) =>
      once(`${arm ?? ''}/${reason}/${variant}`, () => ofVariant(variant, reason, plan.metadata, arm)),
    callerDefault: (reason) => once(reason, () => callerDefaultResolution(reason, plan.metadata)),
    off(reason, more) {
      const metadata = more === undefined ? plan.metadata : Object.freeze({ ...plan.metadata, ...more })
      if (plan.offVariant === null) return callerDefaultResolution(reason, metadata)
      return ofVariant(plan.offVariant, reason, metadata)
    },
    error: (code, message) => once(`${code}/${message}`, () => errorResolution(code, message, plan.metadata)),
  }
  return answers
}
