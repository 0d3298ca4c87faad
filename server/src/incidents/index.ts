import type { Change } from '@ripcord/model'
import type { Command } from '../changes/command.js'
import { everyUnref } from '../every-unref.js'
import type { IncidentNote, InstanceRecord } from '../storage/storage.js'
import { Acknowledgements } from './acknowledgements.js'
import { automaticKillOf } from './automatic-kills.js'
import type { Incident } from './incident.js'
import { type Offer, offerOf } from './offer.js'
import { incidentsOf, liftedBy } from './open-incidents.js'
import { incidentIn, stored } from './stored-incident.js'
import { createUpkeep, type UpkeepDeps } from './upkeep.js'

/*
 * An incident of every kill, opened from the log: nothing that was committed is missed, and nothing is opened twice.
 *
 *   open-incidents.ts     what a change opens           acknowledgements.ts   who has said that it holds the kill, when
 *   upkeep.ts             each second: what came of it
 *   judge-recovery.ts     whether it has helped         post-mortem.ts        the timeline, and the page of it
 *   offer.ts              what to kill next, where it has not
 *   moments.ts            what others know of it: changes, alerts, decisions, measurements
 */

const tickMs = 1_000
const batch = 200

export interface IncidentsDeps extends UpkeepDeps {
  every?: ((ms: number, work: () => void) => () => void) | undefined
}

export interface Incidents {
  /** Takes up what the log has gained, then follows it. */
  start(): Promise<void>
  /** A word of an instance, as its record is after it. */
  heard(record: InstanceRecord): void
  /** What came of those that are not settled. Never rejects. */
  tick(): Promise<void>
  get(environmentId: string, killId: string): Promise<Incident | undefined>
  /** What to kill next, as things are now; null where it has helped, was lifted, or nothing is left. */
  offer(environmentId: string, incident: Incident): Promise<Offer | null>
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
  const upkeep = createUpkeep(deps, acknowledgements, offer)
  let underWay: Promise<void> = Promise.resolve()

  /** One after the other; the caller hears of a failure. */
  function inTurnOrFail(work: () => Promise<void>): Promise<void> {
    const turn = underWay.then(work)
    underWay = turn.catch(() => undefined)
    return turn
  }

  /** One after the other, and never rejects. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    return inTurnOrFail(work).catch((error: unknown) => {
      log.error({ err: error }, 'incidents could not be followed: it is tried again')
    })
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

  async function offer(environmentId: string, incident: Incident): Promise<Offer | null> {
    // Most have nothing to offer, and cost no read.
    if (incident.recovery.state !== 'ineffective' || incident.restored !== null) return null
    const { project, environment } = incident
    const state = await storage.changes.read(project, [{ kind: 'release', environment }])
    const releases = state.list('release', environment).flatMap(({ value }) => value ?? [])
    return offerOf(incident, (await store.list(environmentId)).map(incidentIn), releases)
  }

  async function takeUp(project: string, changes: readonly Change[]): Promise<void> {
    const environments = new Map(
      (await storage.projects.environments(project)).map(({ key, id }) => [key, id]),
    )
    const incidents = changes.flatMap((change) => incidentsOf(project, change))
    for (const incident of incidents) {
      const kill = automaticKillOf(environments.get(incident.environment) ?? '', incident)
      if (kill !== undefined) await storage.automaticKills.add(kill)
    }
    const opened = incidents.flatMap((incident) => {
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

  return {
    async start() {
      await inTurn(follow)
      endings.push(
        storage.changes.onCommit(() => void inTurn(follow)),
        every(tickMs, () => void inTurn(() => upkeep.look())),
      )
    },
    heard: (record) => acknowledgements.hear(record, clock.now().getTime()),
    tick: () => inTurn(() => upkeep.look()),
    async get(environmentId, killId) {
      const found = await store.get(environmentId, killId)
      return found && incidentIn(found)
    },
    offer,
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
