import type { LinkedFlag } from './link-flag.js'
import { answersOf, variantResolution } from './resolutions.js'
import type { CompiledFlag, FlagMetadata, Resolution } from './types.js'

// What a process may serve of a flag in place of the flag's own answer, for reasons that are the process's own.

/** The off variant, as a kill of this process would serve it; undefined where the flag can't be read. */
export function safeAnswer(flag: CompiledFlag, metadata: FlagMetadata): Resolution | undefined {
  const plan = planOf(flag)
  return plan === undefined ? undefined : answersOf(plan).off('DISABLED', metadata)
}

/** A variant that was decided on elsewhere; undefined where the flag has no such variant. */
export function cachedAnswer(flag: CompiledFlag, variant: string): Resolution | undefined {
  const plan = planOf(flag)
  const value = plan?.variants.get(variant)
  if (plan === undefined || value === undefined) return undefined
  return variantResolution(variant, value, 'CACHED', plan.metadata)
}

function planOf(flag: CompiledFlag) {
  // One that was not made here, as a test's, has no plan.
  return (flag as Partial<LinkedFlag>).drafted?.plan
}
