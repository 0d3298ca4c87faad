import type { GuardDecision } from '@ripcord/guard'
import type { Json } from '@ripcord/model'

/**
 * Whether two decisions are the same one to whoever acts on them or reads of them: what is to be done, what holds, and
 * what each question answered. Their sentences and figures move on each second.
 */
export function isSameDecision(a: GuardDecision | undefined, b: GuardDecision): boolean {
  return a !== undefined && outlineOf(a) === outlineOf(b)
}

function outlineOf({ action, holds, assessments }: GuardDecision): string {
  const answers = assessments.map(({ check, outcome }) => `${check} ${outcome}`)
  return JSON.stringify([action, holds, answers])
}

/** As it is kept and shown. What JSON can't say (an infinite figure) is null in both. */
export function asJson(decision: GuardDecision): { readonly [key: string]: Json } {
  return JSON.parse(JSON.stringify(decision)) as { readonly [key: string]: Json }
}
