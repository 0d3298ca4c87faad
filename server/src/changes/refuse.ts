import { type Circumstances, type Deed, type EntityRef, refuse } from '@ripcord/model'
import { PreconditionFailedError, RefusedError } from '../errors.js'
import type { Stored } from '../storage/storage.js'

/** What stands under an entity's key, in the words of the refusals. */
export function standsAs(stored: Stored | undefined): Circumstances['stands'] {
  if (stored === undefined) return { type: 'never' }
  return stored.value === null ? { type: 'deleted' } : { type: 'exists', revision: stored.revision }
}

/** Throws where the deed is refused. @throws RefusedError */
export function assertMay(deed: Deed, about: Circumstances, ref: EntityRef): void {
  const refusal = refuse(deed, about)
  if (refusal === undefined) return
  const { code, message } = refusal
  switch (code) {
    case 'precondition-failed':
      throw new PreconditionFailedError(message, ref, refusal.seen, refusal.stands)
    case 'recently-evaluated':
      throw new RefusedError(code, message, { extra: { environments: refusal.environments } })
    case 'not-found':
    case 'already-exists':
    case 'key-spent':
    case 'precondition-required':
    case 'in-use':
    case 'release-owns':
      throw new RefusedError(code, message)
  }
}
