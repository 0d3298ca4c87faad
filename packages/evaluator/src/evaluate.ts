import { flagNotFound } from './resolutions.js'
import type { EvaluationContext, Resolution, Ruleset } from './types.js'

/** The answer for a flag. Total: no flag key and no context makes it throw. Synchronous, without I/O. */
export function evaluate(ruleset: Ruleset, flagKey: string, context: EvaluationContext): Resolution {
  const flag = ruleset.flags.get(flagKey)
  return flag === undefined ? flagNotFound : (flag.constant ?? flag.evaluate(context))
}

/** The answers of all flags, in the order of `ruleset.flags`. Total, as `evaluate` is. */
export function evaluateAll(ruleset: Ruleset, context: EvaluationContext): Resolution[] {
  const resolutions: Resolution[] = []
  for (const flag of ruleset.flags.values()) resolutions.push(flag.constant ?? flag.evaluate(context))
  return resolutions
}
