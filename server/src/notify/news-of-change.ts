import {
  type Change,
  type Entities,
  isDrill,
  type News,
  type NewsType,
  type StoredKill,
} from '@ripcord/model'

type Place = Pick<News, 'environment' | 'releases' | 'flags' | 'killId' | 'services'>

/** What a change of the log is to people; `change` always, for those who follow everything. */
export function newsOfChange(project: string, change: Change): News[] {
  const told = [...newsOfKills(project, change), ...newsOfReleases(project, change)]
  return [...told, newsOf(project, change, 'change', placeOf(change), titleOf(change))]
}

function newsOfKills(project: string, change: Change): News[] {
  if (isCarried(change)) return []
  return change.entities.flatMap((write) => {
    if (write.kind !== 'kill' || write.value === null || isDrill(write.value)) return []
    const kill: StoredKill = write.value
    const flags = Object.keys(kill.serves).sort()
    const ended = releasesIn(change).filter(({ killId }) => killId === kill.killId)
    const place = {
      environment: write.environment,
      flags,
      releases: ended.map(({ key }) => key),
      killId: kill.killId,
      services: ended.flatMap(servicesOf),
    }
    const what = place.releases.length > 0 ? `Release ${named(place.releases)}` : named(flags)
    if (kill.lifted !== null)
      return [
        newsOf(project, change, 'kill.restored', place, `${named(flags)} restored in ${write.environment}`),
      ]
    return [newsOf(project, change, 'kill.committed', place, `${what} killed in ${write.environment}`)]
  })
}

/** What a restored backup took over from the database in its place was told when it happened. */
function isCarried({ kind, actor }: Change): boolean {
  return kind === 'kill.adopted' && actor.type === 'system' && actor.id === 'restore'
}

function newsOfReleases(project: string, change: Change): News[] {
  const type = typeOf(change)
  if (type === undefined || isHousekeeping(change)) return []
  return change.entities.flatMap((write) => {
    if (write.kind !== 'release' || write.value === null) return []
    const { key, flags, killId } = write.value
    const place = {
      environment: write.environment,
      flags: flags.map((flag) => flag.key),
      releases: [key],
      killId: type.startsWith('kill.') ? killId : null,
      services: [],
    }
    return [newsOf(project, change, type, place, `${stepOf(type, write.value)} in ${write.environment}`)]
  })
}

/** Holds of the guard of which a person should hear; others come and go with each restart and each quiet minute. */
const pages: readonly string[] = ['evidence', 'error', 'budget', 'blind']

function isHousekeeping(change: Change): boolean {
  const { kind, actor, at } = change
  if (actor.type !== 'guard') return false
  if (kind === 'release.resumed') return true
  const put = releasesIn(change).flatMap(({ holds }) => holds.filter(({ since }) => since === at))
  return kind === 'release.held' && !put.some(({ reason }) => pages.includes(reason))
}

/** Kinds of changes that are a step of a release. */
function typeOf({ kind, entities }: Change): NewsType | undefined {
  switch (kind) {
    case 'release.started':
    case 'release.advanced':
    case 'release.held':
    case 'release.resumed':
    case 'release.aborted':
    case 'release.completed':
      return kind
    case 'release.recovery': {
      const release = entities.find((write) => write.kind === 'release')?.value
      // Where nobody was connected nothing is known of it, and nothing can be told.
      if (release?.recovery === 'unknown') return undefined
      return release?.recovery === 'ineffective' ? 'kill.ineffective' : 'kill.recovered'
    }
    default:
      return undefined
  }
}

function stepOf(type: NewsType, { key, stage, stages, holds }: Entities['release']): string {
  switch (type) {
    case 'release.started':
      return `Release ${key} started`
    case 'release.advanced':
      return `Release ${key} went on to ${percent(stages[stage ?? 0]?.share)}`
    case 'release.held':
      return `Release ${key} is held (${holds.map(({ reason }) => reason).join(', ')})`
    case 'release.resumed':
      return `Release ${key} goes on`
    case 'release.aborted':
      return `Release ${key} was aborted`
    case 'release.completed':
      return `Release ${key} is complete`
    case 'kill.ineffective':
      return `The kill of release ${key} has not helped`
    default:
      return `The kill of release ${key} has helped`
  }
}

function newsOf(project: string, change: Change, type: NewsType, place: Place, title: string): News {
  const { at, actor, revision, reason, kind } = change
  return {
    type,
    project,
    ...place,
    title,
    because: reason,
    at,
    by: actor,
    revision,
    change: kind,
    evidence: evidenceOf(change),
  }
}

/** Where a change belongs, as far as it belongs to one environment. */
function placeOf(change: Change): Place {
  const environments = new Set(change.entities.flatMap(({ environment }) => environment ?? []))
  const [only] = environments
  return {
    environment: environments.size === 1 ? (only ?? null) : null,
    releases: releasesIn(change).map(({ key }) => key),
    flags: change.entities
      .filter(({ kind }) => kind === 'flag' || kind === 'flagSettings')
      .map(({ key }) => key),
    killId: null,
    services: [],
  }
}

function releasesIn(change: Change): Entities['release'][] {
  return change.entities.flatMap((write) => (write.kind === 'release' ? (write.value ?? []) : []))
}

function servicesOf({ services }: Entities['release']): News['services'] {
  return services.map(({ name, version }) => ({ name, version: version ?? null }))
}

function evidenceOf({ cause }: Change): News['evidence'] {
  const assessments = cause?.['assessments']
  if (!Array.isArray(assessments)) return []
  return assessments
    .map((one) => one as { check?: unknown; outcome?: unknown; because?: unknown })
    .map(({ check, outcome, because }) => ({
      check: String(check),
      outcome: String(outcome),
      because: String(because),
    }))
}

function titleOf({ kind, entities }: Change): string {
  return `${kind}: ${named([...new Set(entities.map(({ key }) => key))])}`
}

const mostNamed = 5

function named(keys: readonly string[]): string {
  const more = keys.length - mostNamed
  return `${keys.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function percent(share = 0): string {
  return `${Number((share * 100).toFixed(3))} %`
}
