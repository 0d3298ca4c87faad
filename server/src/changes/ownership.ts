import type { EntityWrite, FlagDefinition, FlagSettings, StoredFlagSettings } from '@ripcord/model'
import type { After } from './after.js'
import { isSame } from './after.js'
import { assertMay } from './refuse.js'

/** Settings without what a release has written into them. */
export function unowned(settings: StoredFlagSettings): FlagSettings {
  const { release: _release, ...own } = settings
  return own
}

/** Other settings in the place of those that stand: whoever owns the flag goes on owning it. */
export function ownedAs(
  settings: StoredFlagSettings,
  stands: StoredFlagSettings | null | undefined,
): StoredFlagSettings {
  const release = stands?.release
  return { ...unowned(settings), ...(release !== undefined && { release }) }
}

/**
 * Refuses writes to what a running release owns: a flag's settings, and of its definition whatever SDKs see. Only the
 * release's own changes and kills come past it.
 *
 * @throws RefusedError `release-owns`
 */
export function refuseOwned(after: After): void {
  const redefined = after.writes.flatMap((write) =>
    write.kind === 'flag' && changesWhatIsSent(after.before('flag', null, write.key), write.value)
      ? [write.key]
      : [],
  )
  for (const { kind, environment, key } of after.writes)
    if (kind === 'flagSettings') refuseIfOwned(after, environment, key)
  if (redefined.length === 0) return
  // All at once: an edit of many flags would otherwise be asked again for each.
  const environments = after.environments()
  after.reading.need(
    environments.map((environment) => ({ kind: 'flagSettings', environment, keys: redefined })),
  )
  for (const environment of environments) for (const key of redefined) refuseIfOwned(after, environment, key)
}

function refuseIfOwned(after: After, environment: string | null, flag: string): void {
  const release = after.before('flagSettings', environment, flag)?.release?.key
  if (release === undefined || environment === null) return
  const what = `flag ${JSON.stringify(flag)}`
  const about = { what, stands: { type: 'never' }, ownedBy: { release, environment } } as const
  assertMay({ type: 'touch' }, about, { kind: 'flagSettings', environment, key: flag })
}

type Definition = (EntityWrite & { kind: 'flag' })['value']

function changesWhatIsSent(before: Definition | undefined, now: Definition): boolean {
  if (!before || !now) return Boolean(before)
  return !isSame(seenBySdks(before), seenBySdks(now))
}

/** What people alone see may be edited at any time. */
function seenBySdks(flag: FlagDefinition): Partial<FlagDefinition> {
  const {
    name: _name,
    description: _description,
    tags: _tags,
    owner: _owner,
    kind: _kind,
    lifetime: _lifetime,
    ...rest
  } = flag
  return rest
}
