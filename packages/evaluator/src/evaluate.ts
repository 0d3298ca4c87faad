import { flagNotFound } from './resolutions.js'
import type { CompiledFlag, EvaluationContext, Resolution, Ruleset } from './types.js'

/** The answer for a flag. Total: no flag key and no context makes it throw. Synchronous, without I/O. */
export function evaluate(ruleset: Ruleset, flagKey: string, context: EvaluationContext): Resolution {
  const flag = ruleset.flags.get(flagKey)
  return flag === undefined ? flagNotFound : (flag.constant ?? flag.evaluate(context))
}

/** The answers of all flags, in the order of `ruleset.flags`. Total, as `evaluate` is. */
export function evaluateAll(ruleset: Ruleset, context: EvaluationContext): Resolution[] {
  const { constants, open } = sheetOf(ruleset)
  const resolutions = constants.slice()
  for (const { at, flag } of open) resolutions[at] = flag.evaluate(context)
  return resolutions
}

/** What is the same in every context is filled in once. */
interface Sheet {
  /** By place; of an open flag anything. */
  readonly constants: readonly Resolution[]
  readonly open: readonly { readonly at: number; readonly flag: CompiledFlag }[]
}

const sheets = new WeakMap<Ruleset, Sheet>()

function sheetOf(ruleset: Ruleset): Sheet {
  const known = sheets.get(ruleset)
  if (known !== undefined) return known
  const flags = [...ruleset.flags.values()]
  const sheet: Sheet = {
    constants: flags.map((flag) => flag.constant ?? flagNotFound),
    open: flags.flatMap((flag, at) => (flag.constant === undefined ? [{ at, flag }] : [])),
  }
  sheets.set(ruleset, sheet)
  return sheet
}
