import type { Revision } from './epoch.js'

/** For how long after its last evaluation a flag is held to be in use, milliseconds. */
export const inUseMs = 7 * 24 * 60 * 60 * 1000

/** What somebody is about to do with something that exists. */
export type Deed =
  | { type: 'create' }
  | { type: 'edit' }
  /** An edit that was held against what stands before, looked at for what a running release owns. */
  | { type: 'touch' }
  | { type: 'archive'; force: boolean }
  | { type: 'delete' }

/** What is known of the thing when it is asked. */
export interface Circumstances {
  /** How people call it: `flag "checkout-v2"`. */
  what: string
  /** What stands under its key: nothing ever, something with a revision, or a tombstone. */
  stands: { type: 'never' } | { type: 'exists'; revision: Revision } | { type: 'deleted' }
  /** The revision that the caller has seen. */
  ifMatch?: Revision | undefined
  /** Whether a production environment sees the change: the caller must then say what it has seen. */
  asksForMatch?: boolean
  /** What refers to it, where the deed would take it away: `flag "payments" in production`. */
  referredToBy?: readonly string[]
  /** Epoch milliseconds of its last evaluation by environment key. */
  lastEvaluated?: ReadonlyMap<string, number>
  /** Epoch milliseconds. */
  now?: number
  /** The running release that owns it, and where. */
  ownedBy?: { release: string; environment: string } | undefined
}

export type Refusal =
  | {
      code: 'not-found' | 'already-exists' | 'key-spent' | 'precondition-required' | 'in-use' | 'release-owns'
      message: string
    }
  | { code: 'precondition-failed'; message: string; seen: Revision; stands: Revision }
  | { code: 'recently-evaluated'; message: string; environments: string[] }

/**
 * Why a deed is refused; undefined where it may be done. Asked by every edit, bulk edit, archive, promotion and revert.
 * What a running release owns is asked for once more (`touch`) by the one door, of all that is written.
 * That a flag is killed forbids none of these: no edit and no archive lifts a kill.
 */
export function refuse(deed: Deed, about: Circumstances): Refusal | undefined {
  switch (deed.type) {
    case 'create':
      return refuseCreate(about)
    case 'edit':
      return refuseEdit(about)
    case 'touch':
      return refuseOwned(about)
    case 'delete':
      return refuseEdit(about) ?? refuseReferredTo(about)
    case 'archive':
      return refuseEdit(about) ?? refuseReferredTo(about) ?? (deed.force ? undefined : refuseEvaluated(about))
  }
}

function refuseCreate({ what, stands }: Circumstances): Refusal | undefined {
  switch (stands.type) {
    case 'never':
      return undefined
    case 'exists':
      return {
        code: 'already-exists',
        message: `There is ${withArticle(what)} already: edit it, or choose another key.`,
      }
    case 'deleted':
      return {
        code: 'key-spent',
        message: `There was ${withArticle(what)} once, and a key is never used again: choose another one.`,
      }
  }
}

function refuseEdit({ what, stands, ifMatch, asksForMatch }: Circumstances): Refusal | undefined {
  if (stands.type !== 'exists') return { code: 'not-found', message: `There is no ${what}: check the key.` }
  if (ifMatch === undefined) {
    if (asksForMatch !== true) return undefined
    const message = `Production sees this change of ${what}: send If-Match with the revision that you have seen; the present one is ${stands.revision}.`
    return { code: 'precondition-required', message }
  }
  if (ifMatch === stands.revision) return undefined
  const message = `Revision ${ifMatch} of ${what} is not the present one, ${stands.revision}: reload it and try again.`
  return { code: 'precondition-failed', message, seen: ifMatch, stands: stands.revision }
}

/** A rule moves subjects between a release's arms as much as the default outcome does: all of it is the release's. */
function refuseOwned({ what, ownedBy }: Circumstances): Refusal | undefined {
  if (ownedBy === undefined) return undefined
  const { release, environment } = ownedBy
  const message = `Release ${JSON.stringify(release)} owns ${what} in ${environment} while it runs: complete, abort or kill it first. Name, description and tags may be edited, and a kill is never refused.`
  return { code: 'release-owns', message }
}

function refuseReferredTo({ what, referredToBy = [] }: Circumstances): Refusal | undefined {
  if (referredToBy.length === 0) return undefined
  const shown = referredToBy.slice(0, 5).join(', ')
  const rest = referredToBy.length > 5 ? ` and ${referredToBy.length - 5} more` : ''
  const [refer, them] = referredToBy.length === 1 ? ['refers', 'it'] : ['refer', 'them']
  return { code: 'in-use', message: `${shown}${rest} ${refer} to ${what}: change ${them} first.` }
}

function withArticle(what: string): string {
  return /^[aeiou]/i.test(what) ? `an ${what}` : `a ${what}`
}

function refuseEvaluated({ what, lastEvaluated, now }: Circumstances): Refusal | undefined {
  if (lastEvaluated === undefined || now === undefined) return undefined
  const environments = [...lastEvaluated].filter(([, at]) => now - at < inUseMs).map(([key]) => key)
  if (environments.length === 0) return undefined
  const message = `${what} was evaluated in the last 7 days in ${environments.join(', ')}: take it out of the code first, or say force.`
  return { code: 'recently-evaluated', message, environments }
}
