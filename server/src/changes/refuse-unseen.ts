import type { Revision } from '@ripcord/model'
import { PreconditionFailedError, RefusedError } from '../errors.js'
import type { Stored } from '../storage/storage.js'

/** A change of much at once, that is looked at before it is made. */
export interface LookedAt {
  /** What its maker looks at, and how: `comparison`, `compare`. */
  look: { thing: string; verb: string }
  seesProduction: boolean
  /** What was read for it, and what it writes over. */
  touched: readonly (Stored | undefined)[]
  /** The revision at which its maker has looked. */
  ifMatch: Revision | undefined
  /** The project's present revision. */
  present: Revision
}

/**
 * What is changed must be what its maker has looked at.
 * @throws RefusedError `precondition-required` where production sees it and nobody has looked; `precondition-failed`
 */
export function refuseUnseen({ look, seesProduction, touched, ifMatch, present }: LookedAt): void {
  if (ifMatch === undefined) {
    if (!seesProduction) return
    const message = `Production sees this change: ${look.verb} first, and send If-Match with the revision of the ${look.thing}; the present one is ${present}.`
    throw new RefusedError('precondition-required', message)
  }
  for (const stored of touched) {
    if (stored === undefined || stored.revision <= ifMatch) continue
    const { kind, environment, key, revision } = stored
    const where = environment === null ? '' : ` in ${environment}`
    const message = `${key}${where} changed at revision ${revision}, after the ${look.thing} at ${ifMatch}: ${look.verb} again.`
    throw new PreconditionFailedError(message, { kind, environment, key }, ifMatch, revision)
  }
}
