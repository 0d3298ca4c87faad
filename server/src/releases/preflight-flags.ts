import type { FlagDefinition, StoredFlagSettings } from '@ripcord/model'
import type { Reading } from '../changes/reading.js'
import type { Finding, ReleaseView } from './releases-service.js'

/** Why the release can't take its flags over, flag by flag. */
export function flagRefusals(state: Reading, release: ReleaseView): Finding[] {
  return flagsOf(state, release).flatMap((flag) => {
    const because = refusalOf(state, release.environment, flag)
    return because === undefined ? [] : [{ ...because, flag: flag.key }]
  })
}

/** What of the flags a person should know before the start. */
export function flagShows(state: Reading, release: ReleaseView): Finding[] {
  return flagsOf(state, release).flatMap((flag) => safeDiffers(flag))
}

interface ReleasedFlag {
  key: string
  outgoing: string
  definition: FlagDefinition | undefined
  settings: StoredFlagSettings | undefined
}

function flagsOf(state: Reading, { environment, flags }: ReleaseView): ReleasedFlag[] {
  const keys = flags.map(({ key }) => key)
  state.need([
    { kind: 'flag', environment: null, keys },
    { kind: 'flagSettings', environment, keys },
  ])
  return flags.map(({ key, outgoing }) => ({
    key,
    outgoing,
    definition: state.get('flag', null, key)?.value ?? undefined,
    settings: state.get('flagSettings', environment, key)?.value ?? undefined,
  }))
}

function refusalOf(state: Reading, environment: string, flag: ReleasedFlag): Finding | undefined {
  const { key, outgoing, definition, settings } = flag
  const name = JSON.stringify(key)
  if (definition === undefined || settings === undefined || definition.archived)
    return { code: 'unknown-flag', message: `There is no flag ${name} in ${environment}, or it is archived.` }
  if (!Object.hasOwn(definition.variants, outgoing)) {
    const has = Object.keys(definition.variants).join(', ')
    return {
      code: 'unknown-variant',
      message: `${name} has no variant ${JSON.stringify(outgoing)}: it has ${has}.`,
    }
  }
  return (
    ownedRefusal(name, settings) ??
    disabledRefusal(name, environment, settings) ??
    defaultRefusal(name, outgoing, settings) ??
    killedRefusal(name, state.index().killsOf(environment, key))
  )
}

function ownedRefusal(name: string, { release }: StoredFlagSettings): Finding | undefined {
  if (release === undefined) return undefined
  const owner = JSON.stringify(release.key)
  return {
    code: 'owned',
    message: `Release ${owner} owns ${name} while it runs: complete, abort or kill that one first.`,
  }
}

function disabledRefusal(
  name: string,
  environment: string,
  { enabled }: StoredFlagSettings,
): Finding | undefined {
  if (enabled) return undefined
  const message = `${name} is disabled in ${environment}: enable it first, or nobody would get its outgoing variant, and nothing would be measured.`
  return { code: 'disabled', message }
}

function defaultRefusal(
  name: string,
  outgoing: string,
  { offVariant, default: stands }: StoredFlagSettings,
): Finding | undefined {
  if (offVariant === null)
    return {
      code: 'no-off-variant',
      message: `${name} has no off variant: it can be killed by hand, not guarded. Give it one.`,
    }
  if (offVariant === outgoing)
    return {
      code: 'safe-is-outgoing',
      message: `A kill of ${name} would serve ${JSON.stringify(outgoing)}, which is what goes out: it would help nobody. Give it another off variant.`,
    }
  if (stands.type !== 'variant') {
    const is = stands.type === 'split' ? 'a split' : "the caller's default"
    return {
      code: 'default-not-plain',
      message: `The default outcome of ${name} is ${is}: a release starts from one plain variant.`,
    }
  }
  if (stands.variant !== outgoing) return undefined
  return { code: 'already-out', message: `Everybody gets ${JSON.stringify(outgoing)} of ${name} already.` }
}

function killedRefusal(name: string, kills: readonly string[]): Finding | undefined {
  if (kills.length === 0) return undefined
  return {
    code: 'killed',
    message: `${name} is killed (${kills.join(', ')}): restore it first, nobody would be served.`,
  }
}

function safeDiffers({ key, settings }: ReleasedFlag): Finding[] {
  if (settings?.default.type !== 'variant' || settings.offVariant === null) return []
  const { offVariant } = settings
  const previous = settings.default.variant
  if (offVariant === previous) return []
  const message = `A kill of ${JSON.stringify(key)} serves ${JSON.stringify(offVariant)}; before the release everybody has ${JSON.stringify(previous)}.`
  return [{ code: 'safe-differs', message, flag: key }]
}
