import { flagNotFound } from './resolutions.js'
import type { EvaluationContext, Resolution, Ruleset } from './types.js'

/** The answer for a flag. Total: no flag key and no context makes it throw. Synchronous, without I/O. */
export function evaluate(ruleset: Ruleset, flagKey: string, context: EvaluationContext): Resolution {
  const flag = ruleset.flags.get(flagKey)
  return flag === undefined ? flagNotFound : (flag.constant ?? flag.evaluate(context))
}
