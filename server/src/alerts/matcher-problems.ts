import { refuseMatcher } from '@ripcord/guard'
import type { Check, Problem } from '@ripcord/model'

/** Matchers of checks that could never match anything, since they can't be read. */
export function matcherProblems(checks: readonly Check[]): Problem[] {
  return checks.flatMap((check, at) => {
    if (check.type !== 'alert') return []
    return check.match.flatMap((text, i) => {
      const message = refuseMatcher(text)
      return message === undefined ? [] : [{ path: `/checks/${at}/match/${i}`, message, seen: text }]
    })
  })
}
