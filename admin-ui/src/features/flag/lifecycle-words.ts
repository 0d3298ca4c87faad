import { age, count, percent } from '../../lib/format'
import { stalenessOf } from '../flags/staleness'
import type { Flag, Settings } from './flag'
import type { Change } from './history/happenings'
import type { Rate } from './rates'
import { offWords, partsOfSplit } from './words'

// How old a flag is, whether anybody still asks for it, and whether it has done its work.

export interface Facts {
  flag: Pick<Flag, 'key' | 'kind' | 'lifetime' | 'archived'>
  environment: string
  settings: Settings
  /** The newest first. */
  changes: readonly Pick<Change, 'at' | 'revision' | 'kind' | 'actor' | 'entities'>[]
  /** Epoch milliseconds; null = never, undefined while nobody knows. */
  lastEvaluatedAt: number | null | undefined
  /** Of the last hour; undefined while nobody knows. */
  rates: readonly Rate[] | undefined
}

export interface Life {
  /** Why it should go; undefined where it may stay. */
  stale: string | undefined
  lines: { name: string; says: string; at?: string }[]
}

export function lifeOf(facts: Facts, now: number): Life {
  const { flag, settings, changes, lastEvaluatedAt, rates } = facts
  const set = changes.find(({ entities }) =>
    entities.some(
      (one) => one.kind === 'flagSettings' && one.environment === facts.environment && one.key === flag.key,
    ),
  )
  const changedAt = set === undefined ? undefined : Date.parse(set.at)
  const stale = stalenessOf(
    { kind: flag.kind, lifetime: flag.lifetime, settings, changedAt, lastEvaluatedAt },
    now,
  )
  const created = changes.find(({ kind }) => kind === 'flag.created')
  const lines: Life['lines'] = [{ name: 'kind', says: kindWords(flag, now) }]
  if (created !== undefined)
    lines.push({
      name: 'created',
      says: `${ago(now - Date.parse(created.at))} by ${created.actor.name ?? created.actor.id}`,
      at: created.at,
    })
  lines.push(flag.archived ? { name: 'serves', says: 'nothing: it is archived' } : serves(settings, set, now))
  if (lastEvaluatedAt !== undefined) lines.push(evaluated(lastEvaluatedAt, now))
  if (rates !== undefined) lines.push({ name: 'in the last hour', says: servedWords(rates) })
  return { stale: flag.archived ? undefined : stale?.because, lines }
}

/** The kind, and until when it is meant to be there. */
export function kindWords({ kind, lifetime }: Pick<Flag, 'kind' | 'lifetime'>, now: number): string {
  if (lifetime.type === 'permanent') return `${kind}, permanent`
  if (lifetime.expectedEnd === undefined) return `${kind}, without an end`
  const left = Date.parse(lifetime.expectedEnd) - now
  const day = dayWords(lifetime.expectedEnd)
  return left < 0 ? `${kind}, should have ended ${day}` : `${kind}, ends ${day}, in ${age(left)}`
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

export function dayWords(at: string): string {
  return day.format(new Date(at))
}

function ago(ms: number): string {
  const said = age(Math.max(0, ms))
  return said === 'now' ? 'now' : `${said} ago`
}

function serves(
  settings: Settings,
  set: { at: string; revision: number } | undefined,
  now: number,
): Life['lines'][number] {
  const one = everybodyGets(settings)
  const since =
    set === undefined ? '' : `, for ${age(now - Date.parse(set.at))} (revision ${count(set.revision)})`
  const says =
    settings.kills.length > 0
      ? `${offWords(settings.offVariant)}, as long as it is killed`
      : one === undefined
        ? `more than one variant${since}`
        : `${one} to everybody${since}`
  return { name: 'serves', says, ...(set !== undefined && { at: set.at }) }
}

function evaluated(at: number | null, now: number): Life['lines'][number] {
  if (at === null) return { name: 'last evaluated', says: 'never here' }
  // It is known to the minute.
  const says = now - at < 90_000 ? 'within the last minute' : ago(now - at)
  return { name: 'last evaluated', says, at: new Date(at).toISOString() }
}

function servedWords(rates: readonly Rate[]): string {
  const shares = new Map<string, number>()
  for (const { variant, share } of rates) {
    const name = variant ?? 'the default of the code'
    shares.set(name, (shares.get(name) ?? 0) + share)
  }
  if (shares.size === 0) return 'nothing to anybody'
  return [...shares]
    .sort(([, a], [, b]) => b - a)
    .map(([name, share]) => (shares.size === 1 ? name : `${percent(share)} ${name}`))
    .join(', ')
}

/** The one variant that there is to get; undefined where there are more. */
export function everybodyGets(settings: Settings): string | undefined {
  const { enabled, offVariant, rules, prerequisites, release, default: stands } = settings
  if (!enabled) return offWords(offVariant)
  if (release !== undefined || rules.length > 0 || prerequisites.length > 0) return undefined
  if (stands.type === 'callerDefault') return offWords(null)
  if (stands.type === 'variant') return stands.variant
  const [only, ...others] = partsOfSplit(stands)
  return others.length === 0 ? only?.variant : undefined
}

/** What somebody reads before they archive it: who still asked for it within seven days. */
export function recentlyIn(evaluated: ReadonlyMap<string, number | null>, now: number): string[] {
  return [...evaluated].flatMap(([environment, at]) =>
    at !== null && now - at < 7 * 86_400_000 ? [`${environment} ${ago(now - at)}`] : [],
  )
}
