import {
  type Actor,
  type EntityWrite,
  isDrill,
  type Kill,
  type Project,
  type SentEntity,
} from '@ripcord/model'
import type { ChangeDraft, Decision, StateView, Storage } from '../storage.js'
import type { Replaced, ReplacedKill } from './replaced.js'

const restorer: Actor = { type: 'system', id: 'restore', name: 'ripcord restore' }

export interface Carried {
  /** Kills that stand because they stood in the replaced database. */
  kills: number
  /** Kills that are lifted because they were lifted there. */
  lifted: number
  instances: number
}

/** Brings into a restored backup what must not go back in time. Its epoch is minted first. */
export async function carryOver(storage: Storage, replaced: Replaced, now: Date): Promise<Carried> {
  const carried = { kills: 0, lifted: 0, instances: 0 }
  for (const project of await storage.projects.list()) {
    const { kills, lifted } = await carryKills(storage, project, replaced.kills)
    carried.kills += kills
    carried.lifted += lifted
  }
  await carryWaiting(storage, replaced, now)
  await quietNews(storage, replaced, now)
  await storage.instances.put(replaced.instances)
  carried.instances = replaced.instances.length
  for (const { id, at } of replaced.revoked.keys) await storage.keys.revoke(id, at)
  for (const { id, at } of replaced.revoked.tokens) await storage.access.revokeToken(id, at)
  for (const { id, at } of replaced.revoked.sessions) await storage.access.revokeSession(id, at)
  for (const { id, at } of replaced.revoked.sources) await storage.intake.revokeSource(id, at)
  return carried
}

/** What waited to be told is of another day; and whoever was no longer told anything is not told again. */
async function quietNews({ projects, notify }: Storage, { channels }: Replaced, now: Date): Promise<void> {
  for (const { key } of await projects.list())
    for (const channel of await notify.channels(key)) {
      await notify.giveUp(channel.id, now.getTime(), 'A backup was restored.')
      if (channels === undefined || channels.includes(channel.id)) continue
      const disabledBecause = 'It was deleted before a backup was restored.'
      await notify.putChannel({ ...channel, enabled: false, disabledBecause })
    }
}

/** One change in the project's log. */
async function carryKills(storage: Storage, project: Project, all: readonly ReplacedKill[]) {
  const environments = new Map(
    (await storage.projects.environments(project.key)).map(({ id, key }) => [id, key]),
  )
  const kills = all.flatMap((kill) => {
    const environment = kill.projectId === project.id ? environments.get(kill.environmentId) : undefined
    return environment === undefined ? [] : [{ ...kill, environment }]
  })
  const reads = [...environments.values()].flatMap((environment) => [
    { kind: 'kill' as const, environment },
    { kind: 'episode' as const, environment },
  ])
  const { result } = await storage.changes.transact({ project: project.key, reads, urgent: true }, (state) =>
    decideCarrying(state, kills),
  )
  return result
}

type Placed = ReplacedKill & { environment: string }

function decideCarrying(
  state: StateView,
  kills: readonly Placed[],
): Decision<{ kills: number; lifted: number }> {
  const steps = kills.flatMap((kill) => carryOne(state, kill) ?? [])
  const result = {
    kills: steps.filter(({ does }) => does === 'stands').length,
    lifted: steps.filter(({ does }) => does === 'lifted').length,
  }
  if (steps.length === 0) return { type: 'nothing', result }
  const change: ChangeDraft = {
    kind: 'kill.adopted',
    actor: restorer,
    reason: `Carried from the database that a backup replaced: ${result.kills} standing, ${result.lifted} lifted`,
    entities: steps.flatMap(({ writes }) => writes),
    sent: steps.map(({ environment, sent }) => ({ environment, entities: [sent] })),
  }
  return { type: 'commit', change: { ...change, sent: mergeSent(change.sent) }, result }
}

interface Step {
  does: 'stands' | 'lifted'
  environment: string
  writes: EntityWrite[]
  sent: SentEntity
}

/** Undefined where the backup has it as it was, and for a drill: a drill is never carried. */
function carryOne(state: StateView, { environment, kill, sent, episodeKey }: Placed): Step | undefined {
  const { killId } = kill
  const present = state.get('kill', environment, killId)?.value ?? undefined
  const lifted = kill.lifted
  // Lifted once is lifted for good, whichever of the two knows it.
  if (present !== undefined && (lifted === null || present.lifted !== null)) return undefined
  if (lifted === null && isDrill(kill)) return undefined
  const value = present === undefined ? kill : { ...present, lifted }
  const writes: EntityWrite[] = [{ kind: 'kill', environment, key: killId, value }]
  if (episodeKey !== undefined && state.get('episode', environment, episodeKey)?.value?.killId !== killId)
    writes.push({
      kind: 'episode',
      environment,
      key: episodeKey,
      value: { episode: kill.episode, killId },
    })
  const standing = lifted === null ? (sent ?? asSent(kill)) : null
  return {
    does: lifted === null ? 'stands' : 'lifted',
    environment,
    writes,
    sent: { kind: 'kill', key: killId, value: standing },
  }
}

function asSent(kill: ReplacedKill['kill']): SentEntity['value'] {
  const { lifted: _lifted, ...record } = kill
  return record satisfies Kill as unknown as SentEntity['value']
}

/** One entry an environment. */
function mergeSent(sent: ChangeDraft['sent']): ChangeDraft['sent'] {
  const merged = new Map<string, SentEntity[]>()
  for (const { environment, entities } of sent)
    merged.set(environment, [...(merged.get(environment) ?? []), ...entities])
  return [...merged].map(([environment, entities]) => ({ environment, entities }))
}

async function carryWaiting(storage: Storage, replaced: Replaced, now: Date): Promise<void> {
  for (const waiting of replaced.waiting) {
    const { environmentId, kill, settled } = waiting
    if ((await storage.projects.environment(environmentId)) === undefined) continue
    await storage.waitingKills.put(waiting)
    if (settled !== null) await storage.waitingKills.settle(environmentId, kill.killId, settled)
  }
  for (const { environmentId, kill } of replaced.kills) {
    if (kill.lifted === null) continue
    const settled = { as: 'dismissed', at: now.toISOString(), by: restorer } as const
    await storage.waitingKills.settle(environmentId, kill.killId, settled)
  }
}
