import type { Actor, Json, Recovery } from '@ripcord/model'
import type { Command } from '../changes/command.js'
import type { Clock } from '../clock.js'
import type { Storage, StoredIncident } from '../storage/storage.js'
import type { Acknowledgements, Reach } from './acknowledgements.js'
import type { Incident } from './incident.js'
import { judgeRecovery } from './judge-recovery.js'
import { type Offer, offerLine } from './offer.js'
import { incidentIn, stored } from './stored-incident.js'

/** An incident whose last instances stay away is followed no longer. */
const followedMs = 3_600_000

/** What is known of the run that a kill has ended. */
export interface RunFacts {
  story: { firstBadAt: number | null; detectedAt: number | null; decidedAt: number | null }
  kinds: readonly { kind: string; treatment: number; control: number; traceId: string | null }[]
}

export interface UpkeepDeps {
  storage: Pick<Storage, 'changes' | 'projects' | 'incidents' | 'automaticKills'>
  clock: Clock
  log: {
    warn(fields: object, message: string): void
    error(fields: object, message: string): void
  }
  /** How far a kill has come. */
  reach: (environmentId: string, killId: string) => Promise<Reach | undefined>
  /** `sequence`: of the input that the guard decided on; null where it was not the guard. */
  run: (
    environmentId: string,
    release: string,
    generation: number,
    sequence: number | null,
  ) => Promise<RunFacts>
  /** When the new variant of a run that has ended was last heard to fail, epoch milliseconds. */
  lastFailure: (environmentId: string, release: string, generation: number) => number | null
  /** When a service last erred more than a rate since a time, as the counts have it. */
  lastBadTraffic: (
    environmentId: string,
    service: string,
    usual: number,
    since: number,
  ) => number | null | undefined
  /** Writes into a release whether the kill that ended it has helped; said again it changes nothing. */
  settleRecovery: (
    project: string,
    environment: string,
    release: string,
    recovery: { generation: number; state: Exclude<Recovery, 'pending'> },
    by: Command,
  ) => Promise<unknown>
  /** Whether a kill has helped is known now; said again where it is not sure to have been heard. */
  settled?: ((environmentId: string, incident: Incident, because: string) => Promise<void>) | undefined
}

export type ReadOffer = (environmentId: string, incident: Incident) => Promise<Offer | null>

const follower: Actor = { type: 'system', id: 'incidents', name: 'Incidents' }

/** What comes of an incident after its kill: who has acknowledged, what led to it, whether it has helped. */
export function createUpkeep(deps: UpkeepDeps, acknowledgements: Acknowledgements, readOffer: ReadOffer) {
  const { storage, clock, log } = deps
  const store = storage.incidents
  const lookingSince = clock.now().getTime()

  /** What fails with one is no other one's trouble. */
  async function lookSafely(one: StoredIncident): Promise<void> {
    const { environmentId, killId } = one
    try {
      acknowledgements.follow(environmentId, killId)
      const before = incidentIn(one)
      const after = await lookAt(environmentId, before)
      // Told first: what fails here is judged again at the next look.
      if (before.recovery.state === 'pending' && after.recovery.state !== 'pending')
        await tellSettled(environmentId, after)
      const settled = isSettled(after, clock.now().getTime())
      if (settled) acknowledgements.forget(environmentId, killId)
      if (settled || JSON.stringify(after) !== JSON.stringify(before))
        await store.put(stored(environmentId, after, settled))
    } catch (error) {
      log.error({ environmentId, killId, err: error }, 'an incident could not be followed: it is tried again')
    }
  }

  async function lookAt(environmentId: string, before: Incident): Promise<Incident> {
    const { killId } = before
    const now = clock.now().getTime()
    const reach = (await deps.reach(environmentId, killId)) ?? { total: 0, safe: 0, instances: [] }
    const acknowledged = acknowledgements.reached(environmentId, killId, before.acknowledged, reach, now)
    const failures = before.releases.flatMap(
      ({ key, generation }) => deps.lastFailure(environmentId, key, generation) ?? [],
    )
    const lastFailure = failures.length === 0 ? null : Math.max(...failures)
    const told = await withFacts(environmentId, { ...before, acknowledged })
    const services = before.services.map(({ name, errorRate }) => {
      const since = Date.parse(before.openedAt)
      const lastBad =
        errorRate === null ? undefined : deps.lastBadTraffic(environmentId, name, errorRate, since)
      return { name, lastBad }
    })
    return { ...told, recovery: judgeRecovery(told, { lastFailure, services, lookingSince }, now) }
  }

  async function tellSettled(environmentId: string, incident: Incident): Promise<void> {
    const { project, environment, killId, recovery } = incident
    const offer = await readOffer(environmentId, incident)
    const because = offer === null ? recovery.because : `${recovery.because} ${offerLine(incident, offer)}`
    await tellReleases(incident, because)
    // Of another day where a server comes back, or a backup: whoever is told now would look for what is over.
    if (clock.now().getTime() - Date.parse(incident.openedAt) <= followedMs)
      await deps.settled?.(environmentId, incident, because)
    if (recovery.state === 'ineffective')
      log.warn({ project, environment, killId }, `A kill has not helped: ${because}`)
  }

  async function tellReleases(
    { project, environment, releases, recovery: { state } }: Incident,
    reason: string,
  ): Promise<void> {
    if (state === 'pending') return
    for (const { key, generation } of releases) {
      const by = { actor: follower, reason }
      await deps.settleRecovery(project, environment, key, { generation, state }, by)
    }
  }

  /** What the guard knows of how it came to it; asked until it is known. */
  async function withFacts(environmentId: string, incident: Incident): Promise<Incident> {
    const [release] = incident.releases
    if (release === undefined || incident.before.decidedAt !== null) return incident
    const sequence = sequenceOf(incident.decision)
    const { story, kinds } = await deps.run(environmentId, release.key, release.generation, sequence)
    const newKinds = kinds
      .filter(({ treatment, control }) => treatment > 0 && control === 0)
      .map(({ kind, treatment, traceId }) => ({ kind, count: treatment, traceId }))
    const before = {
      firstBadAt: instantOf(story.firstBadAt),
      detectedAt: instantOf(story.detectedAt),
      decidedAt: instantOf(story.decidedAt),
    }
    return { ...incident, before, newKinds }
  }

  return {
    async look(): Promise<void> {
      for (const one of await store.unsettled()) await lookSafely(one)
    },
  }
}

function isSettled({ recovery, acknowledged, restored, openedAt }: Incident, now: number): boolean {
  if (recovery.state === 'pending') return false
  return acknowledged.allAt !== null || restored !== null || now - Date.parse(openedAt) > followedMs
}

function sequenceOf(decision: Json): number | null {
  const sequence =
    typeof decision === 'object' && decision !== null && 'sequence' in decision ? decision.sequence : null
  return typeof sequence === 'number' ? sequence : null
}

function instantOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
