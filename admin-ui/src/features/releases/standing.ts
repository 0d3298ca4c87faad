import { percent } from '../../lib/format'
import type { GuardAnswer, Release } from './release'

type Standing = Pick<Release, 'status' | 'stages' | 'stage' | 'holds' | 'suspendedUntil'>
type Seen = { decision: Pick<NonNullable<GuardAnswer['decision']>, 'holds'> | null } | undefined

/** Whether something keeps it from going on. */
export function isHeld({ status, holds, suspendedUntil }: Standing, guard: Seen): boolean {
  return (
    (status === 'running' || status === 'baking') &&
    (holds.length > 0 || suspendedUntil !== null || (guard?.decision?.holds.length ?? 0) > 0)
  )
}

/** How far it has come, to be said after its name. */
export function standsAs(environment: string, release: Standing, guard: Seen, isRestored = false): string {
  switch (release.status) {
    case 'draft':
      return `is a draft: nobody in ${environment} gets it.`
    case 'completed':
      return `is complete in ${environment}.`
    case 'aborted':
      return `was aborted in ${environment}.`
    case 'killed':
      return isRestored ? `was killed in ${environment}, and is restored.` : `was killed in ${environment}.`
    default: {
      const share = percent(release.stages[release.stage ?? 0]?.share ?? 0)
      return `${isHeld(release, guard) ? 'is held' : 'is'} at ${share} in ${environment}.`
    }
  }
}
