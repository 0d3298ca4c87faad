import {
  type Actor,
  type Environment,
  guardEpisodes,
  isDrill,
  type Kill,
  killSchema,
  limits,
} from '@ripcord/model'
import type { Command } from '../changes/command.js'
import type { CommitChange, Decide } from '../changes/commit-change.js'
import { findEnvironment } from '../changes/environments.js'
import { parseEntity, refuseProblems } from '../changes/parse.js'
import type { ProjectIndexes } from '../changes/project-indexes.js'
import { readUntilEnough } from '../changes/read-until-enough.js'
import type { Clock } from '../clock.js'
import { notFound, RefusedError } from '../errors.js'
import type { KeyRing } from '../secrets/key-ring.js'
import type { EntityQuery, Storage } from '../storage/storage.js'
import { decideAdoption, readsOfAdoption } from './decide-adopt.js'
import { decideKill, type KillQuestion, readsOfKill } from './decide-kill.js'
import { decideDrillEnd, decideRestore, type LiftQuestion } from './decide-lift.js'
import { decideUndo } from './decide-undo.js'
import { extendKill } from './kill-releases.js'
import { killView } from './kill-view.js'
import type { KillAnswer, KillRequest, KillsService, KillView, RestoreAnswer } from './kills-service.js'
import { listKills } from './list-kills.js'
import { settledAs, settledBy } from './settled-as.js'
import { previewKill } from './turn-off.js'

export interface KillsServiceDeps {
  storage: Pick<Storage, 'changes' | 'projects' | 'waitingKills'>
  clock: Clock
  commitChange: CommitChange
  indexes: ProjectIndexes
  keyRing: Pick<KeyRing, 'killMac'>
  /** Text that was never given before. */
  newId: () => string
  /** Whether something says of a release's last run that its new variant fails. */
  isFailing: (environmentId: string, release: string) => Promise<boolean>
  /** Told what failed after a kill had landed; the kill itself stands. */
  warn: (message: string, error: unknown) => void
}

/** Who brings back what the log has lost. */
const recovery: Actor = { type: 'system', id: 'recovery', name: 'recovery' }

export function createKillsService(deps: KillsServiceDeps): KillsService {
  const { storage, clock, commitChange, indexes, keyRing, newId } = deps
  const mac = (environmentId: string, kill: Omit<Kill, 'mac'>) => keyRing.killMac(environmentId, kill)

  async function commitKill(project: string, question: KillQuestion, by: Command): Promise<KillAnswer> {
    const { result } = await commitChange<KillAnswer>({
      ...by,
      project,
      urgent: true,
      reads: readsOfKill(question),
      decide: (state, at) => decideKill(state, at, question, mac),
    })
    await settleEpisode(project, result.kill, by.actor)
    return result
  }

  /** Killing an episode again is a person's word on those of its kills that wait. */
  async function settleEpisode(project: string, { environment, episode, ...stands }: KillView, by: Actor) {
    // A rehearsal is no word on them: it ends by itself, and they would end with it.
    if (isDrill(stands)) return
    try {
      const { id } = await findEnvironment(storage, project, environment)
      const at = clock.now().toISOString()
      for (const { kill } of await storage.waitingKills.list(id))
        if (kill.episode === episode)
          await storage.waitingKills.settle(id, kill.killId, { at, by, ...settledBy(kill, stands.killId) })
    } catch (error) {
      deps.warn('a kill landed, but those of its episode that wait for a person could not be settled', error)
    }
  }

  function questionOf(
    environment: string,
    request: KillRequest,
    by: Command,
    rest: Pick<KillQuestion, 'cause' | 'endsAfterMs'>,
  ): KillQuestion {
    refuseGuardEpisode(request.episode, by.actor)
    const made = `${rest.cause}:${by.idempotency?.key ?? newId()}`
    const episode = parseEntity(killSchema.shape.episode, request.episode ?? made, '/episode')
    return { environment, request, episode, actor: by.actor, reason: by.reason ?? '', ...rest }
  }

  async function liftKill(
    project: string,
    question: LiftQuestion,
    by: Command,
    decide: (
      ...asked: [...Parameters<Decide<RestoreAnswer>>, LiftQuestion]
    ) => ReturnType<Decide<RestoreAnswer>>,
  ): Promise<RestoreAnswer> {
    const { environment, killId } = question
    const { result } = await commitChange<RestoreAnswer>({
      ...by,
      project,
      reads: [
        { kind: 'environment', environment: null, keys: [environment] },
        { kind: 'kill', environment, keys: [killId] },
      ],
      decide: (state, at) => decide(state, at, question),
    })
    return result
  }

  async function undo(project: string, environment: string, killId: string, by: Command) {
    const { id } = await findEnvironment(storage, project, environment)
    const [kill] = await readKills(project, environment, [killId])
    if (kill === undefined) throw notFound('kill', killId, environment)
    const reads: EntityQuery[] = [
      { kind: 'environment', environment: null, keys: [environment] },
      { kind: 'kill', environment, keys: [killId] },
      { kind: 'release', environment },
      { kind: 'flagSettings', environment, keys: Object.keys(kill.serves) },
    ]
    const stood = await storage.changes.readAt(project, kill.firstCommit.revision - 1, reads)
    const ended = (await storage.changes.read(project, reads))
      .list('release', environment)
      .flatMap(({ key, value }) => (value?.killId === killId ? [key] : []))
    const failing = new Set<string>()
    for (const release of ended) if (await deps.isFailing(id, release)) failing.add(release)
    const question = { environment, killId, actor: by.actor, stood, failing }
    const { result } = await commitChange<RestoreAnswer>({
      ...by,
      project,
      reads,
      decide: (state, at) => decideUndo(state, at, question),
    })
    return result
  }

  async function adopt(environmentId: string, kill: Kill, by: Command) {
    const found = await storage.projects.environment(environmentId)
    if (found === undefined) throw notFound('environment', environmentId)
    const { key } = found.environment
    const { result } = await commitChange({
      ...by,
      project: found.project.key,
      urgent: true,
      reads: readsOfAdoption(key, kill),
      decide: (state, at) => decideAdoption(state, at, key, kill, mac),
    })
    return result
  }

  async function readKills(project: string, environment: string, keys: readonly string[] | undefined) {
    const query: EntityQuery = { kind: 'kill', environment, ...(keys !== undefined && { keys }) }
    return (await storage.changes.read(project, [query])).list('kill', environment).map(killView)
  }

  async function readWaiting({ id, key }: Environment, killId: string) {
    const waiting = await storage.waitingKills.get(id, killId)
    if (waiting === undefined) throw notFound('waiting kill', killId, key)
    if (waiting.settled === null) return waiting
    const { as, at, by } = waiting.settled
    throw new RefusedError('kill-settled', `This kill was ${as} at ${at} by ${by.name ?? by.id}.`, {
      extra: { settledAs: as, settledAt: at },
    })
  }

  return {
    async kill(project, environment, request, by) {
      const cause = request.cause ?? 'manual'
      return commitKill(project, questionOf(environment, request, by, { cause }), by)
    },
    async drill(project, environment, request, by) {
      const { endsAfterMs } = request
      if (!Number.isSafeInteger(endsAfterMs) || endsAfterMs < 1)
        throw refuseProblems([{ path: '/endsAfterMs', message: 'expected a whole number of at least 1' }])
      return commitKill(project, questionOf(environment, request, by, { cause: 'drill', endsAfterMs }), by)
    },
    async preview(project, environment, request) {
      await findEnvironment(storage, project, environment)
      return readUntilEnough(
        storage,
        project,
        (state) => previewKill(state, environment, extendKill(state, environment, request)),
        indexes,
      )
    },
    restore(project, environment, killId, by) {
      const question = { environment, killId, actor: by.actor, reason: by.reason ?? '' }
      return liftKill(project, question, by, decideRestore)
    },
    undo,
    endDrill(project, environment, killId, by) {
      const question = { environment, killId, actor: by.actor, reason: by.reason ?? '' }
      return liftKill(project, question, by, decideDrillEnd)
    },
    async read(project, environment, killId) {
      await findEnvironment(storage, project, environment)
      const [kill] = await readKills(project, environment, [killId])
      if (kill === undefined) throw notFound('kill', killId, environment)
      return kill
    },
    async list(project, environment, filter, page) {
      await findEnvironment(storage, project, environment)
      const onlyStanding = (filter.state ?? 'standing') === 'standing'
      const keys = onlyStanding ? (await indexes.current(project)).standingKills(environment) : undefined
      return listKills(await readKills(project, environment, keys), filter, page)
    },
    adopt: (environmentId, kill) =>
      adopt(environmentId, kill, { actor: recovery, reason: 'brought back by an SDK that still holds it' }),
    wait: (environmentId, kill, broughtBy) =>
      storage.waitingKills.put({
        environmentId,
        kill,
        broughtBy: broughtBy.slice(0, limits.nameLength),
        since: clock.now().toISOString(),
        settled: null,
      }),
    async waiting(project, environment) {
      return storage.waitingKills.list((await findEnvironment(storage, project, environment)).id)
    },
    async settle(project, environmentKey, killId, as, by) {
      const environment = await findEnvironment(storage, project, environmentKey)
      const { kill } = await readWaiting(environment, killId)
      const adoption = as === 'adopted' ? await adopt(environment.id, kill, by) : undefined
      const at = clock.now().toISOString()
      const settled = adoption === undefined ? { as } : settledAs(kill, adoption)
      await storage.waitingKills.settle(environment.id, killId, { at, by: by.actor, ...settled })
      return adoption ?? { type: 'dismissed', killId }
    },
    async runningDrills() {
      const found: Awaited<ReturnType<KillsService['runningDrills']>> = []
      for (const { key: project } of await storage.projects.list()) {
        const index = await indexes.current(project)
        for (const environment of index.environments()) {
          const ids = index.runningDrills(environment)
          if (ids.length === 0) continue
          for (const kill of await readKills(project, environment, ids))
            found.push({ project, environment, kill })
        }
      }
      return found
    },
  }
}

/** A kill under the guard's episode would be the answer to the guard, which then has nothing left to do. */
function refuseGuardEpisode(episode: string | undefined, { type }: Actor): void {
  if (episode === undefined || !episode.startsWith(guardEpisodes) || type === 'guard') return
  const message = `episodes that begin with ${guardEpisodes} are those of the release guard: choose another name`
  throw refuseProblems([{ path: '/episode', message, seen: episode }])
}
