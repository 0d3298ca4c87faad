import type { Kill } from './kill.js'

/**
 * A rehearsal: it ends by itself, is never adopted and never carried. The cause alone tells; another kill that has
 * `endsAfterMs` holds until it is restored, since letting go of a real kill is the worse mistake.
 */
export function isDrill({ cause }: Pick<Kill, 'cause'>): boolean {
  return cause === 'drill'
}
