import { type Actor, type Change, isRunning, type Json, type Release } from '@ripcord/model'
import type { Command } from '../changes/command.js'
import type { Clock } from '../clock.js'
import type { IncidentNote, InstanceRecord, Storage, StoredIncident } from '../storage/storage.js'
import { Acknowledgements, type Reach } from './acknowledgements.js'
import type { Incident } from './incident.js'
import { judgeRecovery } from './judge-recovery.js'
import { incidentsOf, liftedBy } from './open-incidents.js'

/*
 * An incident of every kill, opened from the log: nothing that was committed is missed, and nothing is opened twice.
 *
 *   open-incidents.ts     what a change opens           acknowledgements.ts   who has said that it holds the kill, when
 *   judge-recovery.ts     whether it has helped         post-mortem.ts        the timeline, and the page of it
 */

const tickMs = 1_000
const batch = 200
/** An incident whose last instances stay away is followed no longer. */
const followedMs = 3_600_000

/** What is known of the run that a kill has ended. */
export interface RunFacts {
  story: { firstBadAt: number | null; detectedAt: number | null; decidedAt: number | null }
  kinds: readonly { kind: string; treatment: number; control: number; traceId: string | null }[]
}

export interface IncidentsDeps {
  storage: Pick<Storage, 'changes' | 'projects' | 'incidents'>
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
  /** Writes into a release whether the kill that ended it has helped; said again it changes nothing. */
  settleRecovery: (
    project: string,
    environment: string,
    release: string,
    recovery: { generation: number; state: 'recovered' | 'ineffective' },
    by: Command,
  ) => Promise<unknown>
  every?: ((ms: number, work: () => void) => () => void) | undefined
}

const follower: Actor = { type: 'system', id: 'incidents', name: 'Incidents' }

export interface Incidents {
  /** Takes up what the log has gained, then follows it. */
  start(): Promise<void>
  /** A word of an instance, as its record is after it. */
  heard(record: InstanceRecord): void
  /** What came of those that are not settled. Never rejects. */
  tick(): Promise<void>
  get(environmentId: string, killId: string): Promise<Incident | undefined>
  notes(environmentId: string, killId: string): Promise<IncidentNote[]>
  /** The newest first. */
  list(environmentId: string): Promise<Incident[]>
  /** What somebody has just noted is not noted again. */
  note(environmentId: string, killId: string, text: string, by: Command): Promise<void>
  close(): Promise<void>
}

export function createIncidents(deps: IncidentsDeps): Incidents {
  const { storage, clock, log, every = everyUnref } = deps
  const store = storage.incidents
  const acknowledgements = new Acknowledgements()
  const endings: (() => void)[] = []
  let underWay: Promise<void> = Promise.resolve()

  /** One after the other, and never rejects. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    underWay = underWay.then(work).catch((error: unknown) => {
      log.error({ err: error }, 'incidents could not be followed: it is tried again')
    })
    return underWay
  }

  /** One after the other, and the caller hears of a failure. */
  async function inTurnOrFail(work: () => Promise<void>): Promise<void> {
    let outcome: { error: unknown } | undefined
    await inTurn(async () => {
      await work().catch((error: unknown) => {
        outcome = { error }
      })
    })
    if (outcome !== undefined) throw outcome.error
  }

  async function follow(): Promise<void> {
    for (const { key } of await storage.projects.list()) {
      let position = await store.position(key)
      for (;;) {
        const changes = await storage.changes.changesAfter(key, position, batch)
        const last = changes.at(-1)
        if (last === undefined) break
        await takeUp(key, changes)
        position = last.revision
      }
    }
  }

  async function takeUp(project: string, changes: readonly Change[]): Promise<void> {
    const environments = new Map(
      (await storage.projects.environments(project)).map(({ key, id }) => [key, id]),
    )
    const opened = changes
      .flatMap((change) => incidentsOf(project, change))
      .flatMap((incident) => {
        const environmentId = environments.get(incident.environment)
        return environmentId === undefined ? [] : [stored(environmentId, incident, false)]
      })
    for (const { environmentId, killId } of opened) acknowledgements.follow(environmentId, killId)
    await store.follow(project, changes.at(-1)?.revision ?? 0, opened)
    for (const { environment, kill } of changes.flatMap(liftedBy)) {
      const found = await store.get(environments.get(environment) ?? '', kill.killId)
      if (found === undefined || kill.lifted === null) continue
      const { at, actor, reason } = kill.lifted
      const incident = { ...incidentIn(found), restored: { at, by: actor, reason } }
      await store.put(stored(found.environmentId, incident, found.settled))
    }
  }

  async function look(): Promise<void> {
    for (const one of await store.unsettled()) await lookSafely(one)
  }

  /** What fails with one is no other one's trouble. */
  async function lookSafely(one: StoredIncident): Promise<void> {
    const { environmentId, killId } = one
    try {
      acknowledgements.follow(environmentId, killId)
      const before = incidentIn(one)
      const after = await lookAt(environmentId, before)
      // First into the release: what fails here is judged again at the next look.
      if (before.recovery.state === 'pending') await tellReleases(after)
      const settled = isSettled(after, clock.now().getTime())
      if (settled) acknowledgements.forget(environmentId, killId)
      if (settled || JSON.stringify(after) !== JSON.stringify(before))
        await store.put(stored(environmentId, after, settled))
      if (after.recovery.state === 'ineffective' && before.recovery.state === 'pending') await page(after)
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
    return { ...told, recovery: judgeRecovery(told, lastFailure, now) }
  }

  async function tellReleases({ project, environment, releases, recovery }: Incident): Promise<void> {
    const { state, because: reason } = recovery
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

  /** A kill that has not helped: a person should look, at the release that came last above all. */
  async function page(incident: Incident): Promise<void> {
    const { project, environment, killId, recovery } = incident
    const state = await storage.changes.read(project, [{ kind: 'release', environment }])
    const [next] = state
      .list('release', environment)
      .flatMap(({ value }) => value ?? [])
      .filter(isRunning)
      .sort(byStart)
    const offer =
      next === undefined ? '' : ` Release ${next.key} runs too, and started last: look at it next.`
    log.warn({ project, environment, killId }, `A kill has not helped: ${recovery.because}${offer}`)
  }

  return {
    async start() {
      await inTurn(follow)
      endings.push(
        storage.changes.onCommit(() => void inTurn(follow)),
        every(tickMs, () => void inTurn(look)),
      )
    },
    heard: (record) => acknowledgements.hear(record, clock.now().getTime()),
    tick: () => inTurn(look),
    async get(environmentId, killId) {
      const found = await store.get(environmentId, killId)
      return found && incidentIn(found)
    },
    notes: (environmentId, killId) => store.notes(environmentId, killId),
    list: async (environmentId) => (await store.list(environmentId)).map(incidentIn),
    note: (environmentId, killId, text, { actor }) =>
      inTurnOrFail(async () => {
        const last = (await store.notes(environmentId, killId)).at(-1)
        if (last?.text === text && last.by.id === actor.id) return
        await store.note(environmentId, killId, { at: clock.now().toISOString(), by: actor, text })
      }),
    async close() {
      for (const end of endings.splice(0)) end()
      await underWay
    },
  }
}

function isSettled({ recovery, acknowledged, restored, openedAt }: Incident, now: number): boolean {
  if (recovery.state === 'pending') return false
  return acknowledged.allAt !== null || restored !== null || now - Date.parse(openedAt) > followedMs
}

function stored(environmentId: string, incident: Incident, settled: boolean): StoredIncident {
  const { killId, openedAt } = incident
  // Incidents are plain JSON.
  return { environmentId, killId, openedAt, settled, body: incident as unknown as Json }
}

function incidentIn({ body }: StoredIncident): Incident {
  return body as unknown as Incident
}

function sequenceOf(decision: Json): number | null {
  const sequence =
    typeof decision === 'object' && decision !== null && 'sequence' in decision ? decision.sequence : null
  return typeof sequence === 'number' ? sequence : null
}

function instantOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}

function byStart(a: Release, b: Release): number {
  return Date.parse(b.startedAt ?? '') - Date.parse(a.startedAt ?? '')
}

function everyUnref(ms: number, work: () => void): () => void {
  const timer = setInterval(work, ms).unref()
  return () => clearInterval(timer)
}
