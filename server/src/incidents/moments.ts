import type { Change, ChangeKind, EntityRef, Measurement } from '@ripcord/model'
import type { Episode, Storage } from '../storage/storage.js'
import type { Incident } from './incident.js'
import type { Moment } from './post-mortem.js'

// What others know of an incident: the log of changes, alerts, the guard's decisions, what checks measured.

const hourMs = 3_600_000

/** What the guard decided from some time on, epoch milliseconds. */
interface Decided {
  at: number
  decision: { action: string; because: string }
}

/** Nobody reads a timeline that is longer; the log has all of it. */
const most = 40
const mostFlags = 20

export interface MomentsDeps {
  storage: Pick<Storage, 'changes' | 'intake' | 'measurements'>
  decisions: (
    environmentId: string,
    release: string,
    generation: number,
    most: number,
  ) => Promise<readonly Decided[]>
}

/** Of the hour before a kill, and of the hours until it was restored; in no order. */
export type ReadMoments = (environmentId: string, incident: Incident) => Promise<Moment[]>

export function createMoments({ storage, decisions }: MomentsDeps): ReadMoments {
  async function changesOf({ project, environment, releases, flags }: Incident): Promise<Change[]> {
    const entities: EntityRef[] = [
      ...releases.map(({ key }) => ({ kind: 'release' as const, environment, key })),
      ...flags.slice(0, mostFlags).flatMap((key): EntityRef[] => [
        { kind: 'flag', environment: null, key },
        { kind: 'flagSettings', environment, key },
      ]),
    ]
    const found = await Promise.all(
      entities.map((entity) => storage.changes.history(project, { entity, limit: most })),
    )
    return [...new Map(found.flat().map((change) => [change.revision, change])).values()]
  }

  async function measuredOf(environmentId: string, { releases, decision }: Incident): Promise<Moment[]> {
    const found = releases.flatMap(({ key, generation }) =>
      failingChecks(decision).map(async (check) => {
        const run = { environmentId, release: key, generation }
        return measurementMoments(check, await storage.measurements.last(run, check, most))
      }),
    )
    return (await Promise.all(found)).flat()
  }

  return async (environmentId, incident) => {
    const [changes, episodes, measured, ...decided] = await Promise.all([
      changesOf(incident),
      incident.releases.length === 0
        ? []
        : storage.intake.episodes(environmentId, { unmatched: false, limit: 500 }),
      measuredOf(environmentId, incident),
      ...incident.releases.map(({ key, generation }) => decisions(environmentId, key, generation, most)),
    ])
    const moments = [
      ...changes.flatMap((change) => changeMoment(change, incident) ?? []),
      ...episodes.flatMap((episode) => alertMoments(episode, incident)),
      ...measured,
      ...decided.flatMap(holdMoments),
    ]
    return moments.filter(within(incident))
  }
}

function within({ openedAt, restored }: Incident): (moment: Moment) => boolean {
  const from = Date.parse(openedAt) - hourMs
  const to = restored === null ? Number.POSITIVE_INFINITY : Date.parse(restored.at)
  return ({ at }) => Date.parse(at) >= from && Date.parse(at) <= to
}

const words: { readonly [K in ChangeKind]?: string } = {
  'release.started': 'started',
  'release.advanced': 'went on',
  'release.held': 'was held',
  'release.resumed': 'was resumed',
  'release.suspended': 'was left alone by the guard',
  'release.completed': 'was completed',
  'release.aborted': 'was aborted',
}

/** Undefined: the incident itself tells of it, or it is no news. */
function changeMoment(change: Change, { revision, releases, flags }: Incident): Moment | undefined {
  const { at, kind, actor, reason, entities } = change
  if (change.revision === revision || kind === 'flags.restored' || kind === 'release.recovery')
    return undefined
  // Its decision says so.
  if (kind === 'release.held' && actor.type === 'guard') return undefined
  const by = `by ${actor.name ?? actor.id} (revision ${change.revision})${reason === '' ? '' : `: ${reason}`}`
  const word = words[kind]
  const release = entities.find((one) => one.kind === 'release' && isOne(releases, one.key))
  if (word !== undefined && release?.kind === 'release' && release.value !== null) {
    const { key, value } = release
    const share = value.stages[value.stage ?? 0]?.share ?? 0
    const stage =
      kind === 'release.started' || kind === 'release.advanced'
        ? `, at ${Number((100 * share).toFixed(3))} %`
        : ''
    return { at, kind: 'change', what: `${key} ${word}${stage}, ${by}` }
  }
  const touched = entities.find(
    (one) => (one.kind === 'flag' || one.kind === 'flagSettings') && flags.includes(one.key),
  )
  const done = kind === 'flag.created' ? 'created' : 'changed'
  return touched && { at, kind: 'change', what: `${touched.key} was ${done}, ${by}` }
}

function alertMoments({ receivedAt, endedAt, alert, matches }: Episode, incident: Incident): Moment[] {
  const match = matches.find(({ release, generation }) =>
    incident.releases.some((one) => one.key === release && one.generation === generation),
  )
  if (match === undefined) return []
  const name = alert.labels['alertname'] ?? 'an alert'
  const fires: Moment = {
    at: instant(receivedAt),
    kind: 'alert',
    what: `Alert ${name} fires, told by ${alert.sender}: ${match.because}`,
  }
  if (endedAt === null) return [fires]
  return [fires, { at: instant(endedAt), kind: 'alert', what: `Alert ${name} is over` }]
}

function failingChecks(decision: Incident['decision']): string[] {
  const { assessments = [] } = (decision ?? {}) as { assessments?: { check: string; outcome: string }[] }
  return assessments.flatMap(({ check, outcome }) => (outcome === 'fail' ? [check] : []))
}

/** The last good one before it went bad, and those that were bad: which is what it was decided on. */
function measurementMoments(check: string, measured: readonly Measurement[]): Moment[] {
  const firstBad = measured.findIndex((one) => one.type === 'value' && one.isBad)
  if (firstBad < 0) return []
  return measured.slice(Math.max(0, firstBad - 1)).flatMap((one): Moment[] => {
    if (one.type !== 'value') return []
    const said = one.isBad ? 'bad' : 'good'
    return [
      {
        at: instant(one.at),
        kind: 'measurement',
        what: `${check} measured ${shown(one.value)}, which is ${said}`,
      },
    ]
  })
}

/** Where the guard began to hold; that it decided to kill the incident tells. */
function holdMoments(decided: readonly Decided[]): Moment[] {
  return decided.flatMap(({ at, decision }, i): Moment[] => {
    if (decision.action !== 'hold' || decided[i - 1]?.decision.action === 'hold') return []
    return [{ at: instant(at), kind: 'decision', what: `The guard holds: ${decision.because}` }]
  })
}

function isOne(releases: Incident['releases'], key: string): boolean {
  return releases.some((one) => one.key === key)
}

function instant(ms: number): string {
  return new Date(ms).toISOString()
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)))
}
