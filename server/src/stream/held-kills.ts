import { isDrill, type Kill } from '@ripcord/model'
import type { KeyRing } from '../secrets/key-ring.js'
import type { Storage, WaitingKill } from '../storage/storage.js'
import type { EnvironmentFeed } from './environment-feed.js'
import type { StreamLog } from './session.js'

/** Kills that wait for a person, at most: whoever holds a key could bring any number. */
const mostWaiting = 1_000

/** What became of a kill that was to be adopted. */
export type Adopted =
  /** `stands`: under this id, or under another one of its episode. */
  | { type: 'adopted' | 'stands'; killId: string }
  /** It, or its episode, was restored, or it is a drill: the client is to let go of it. */
  | { type: 'lifted' | 'drill'; killId: string }

export type AdoptKill = (environmentId: string, kill: Kill) => Promise<Adopted>

export interface HeldKillsDeps {
  storage: Pick<Storage, 'changes' | 'waitingKills'>
  keyRing: KeyRing
  log: StreamLog
  now: () => Date
  /** Commits a kill that the log does not know (cause `recovered`); a kill that it knows by now is no error. */
  adoptKill: AdoptKill
}

/**
 * What becomes of the kills that clients hold and the head lacks: those that are over are dropped, those that the log
 * has lost are adopted, and those that can't be told from forged ones wait for a person.
 */
export class HeldKills {
  readonly #deps: HeldKillsDeps
  readonly #adopting = new Map<string, Promise<Adopted | undefined>>()

  constructor(deps: HeldKillsDeps) {
    this.#deps = deps
  }

  /** Ids of the kills that the client is to let go of. `broughtBy`: service and host. */
  async settle(feed: EnvironmentFeed, held: readonly Kill[], broughtBy: string): Promise<string[]> {
    const lacking = held.filter((kill) => !feed.kills.has(kill.killId))
    if (lacking.length === 0) return []
    const { key } = feed.environment
    const keys = lacking.map((kill) => kill.killId)
    const state = await this.#deps.storage.changes.read(feed.project.key, [
      { kind: 'kill', environment: key, keys },
    ])
    const ids = new Set(held.map((kill) => kill.killId))
    const dropped: string[] = []
    for (const kill of lacking) {
      const known = state.get('kill', key, kill.killId)?.value
      if (known?.lifted === null) continue
      if (known !== undefined || isDrill(kill)) dropped.push(kill.killId)
      else if (await this.#recover(feed, kill, ids, broughtBy)) dropped.push(kill.killId)
    }
    return dropped
  }

  /**
   * The same of kills of which only the id is known. One that the log has never heard of stays with the client: nobody
   * can say what it serves.
   */
  async settleById(feed: EnvironmentFeed, killIds: readonly string[]): Promise<string[]> {
    const keys = killIds.filter((killId) => !feed.kills.has(killId))
    if (keys.length === 0) return []
    const { id, key } = feed.environment
    const state = await this.#deps.storage.changes.read(feed.project.key, [
      { kind: 'kill', environment: key, keys },
    ])
    const dropped: string[] = []
    for (const killId of keys) {
      const known = state.get('kill', key, killId)?.value
      if (known?.lifted === null) continue
      if (known !== undefined || (await this.#isDismissed(id, killId))) dropped.push(killId)
    }
    return dropped
  }

  async #isDismissed(environmentId: string, killId: string): Promise<boolean> {
    const waiting = await this.#deps.storage.waitingKills.get(environmentId, killId)
    return waiting?.settled?.as === 'dismissed'
  }

  /** A kill that the log has never heard of. True where the client is to let go of it. */
  async #recover(
    feed: EnvironmentFeed,
    kill: Kill,
    held: ReadonlySet<string>,
    broughtBy: string,
  ): Promise<boolean> {
    const environmentId = feed.environment.id
    if (!this.#deps.keyRing.checkKill(environmentId, kill)) {
      const settled = await this.#wait({
        environmentId,
        kill,
        broughtBy,
        since: this.#deps.now().toISOString(),
        settled: null,
      })
      return this.#isOver(feed, settled, held)
    }
    const adopted = await this.#adopt(environmentId, kill)
    switch (adopted?.type) {
      case undefined:
      case 'adopted':
        return false
      case 'lifted':
      case 'drill':
        return true
      case 'stands':
        // The episode's other kill takes its place, but not before the client holds that one.
        return adopted.killId !== kill.killId && held.has(adopted.killId)
    }
  }

  /** What a person has said of it, if anything. */
  async #wait(waiting: WaitingKill): Promise<WaitingKill['settled']> {
    const { environmentId, kill, broughtBy } = waiting
    const { storage, log } = this.#deps
    const known = await storage.waitingKills.get(environmentId, kill.killId)
    if (known !== undefined) return known.settled
    if ((await storage.waitingKills.list(environmentId)).length >= mostWaiting) {
      log.warn({ environmentId, killId: kill.killId }, 'too many kills wait for a person: not kept')
      return null
    }
    await storage.waitingKills.put(waiting)
    log.warn({ environmentId, killId: kill.killId, broughtBy }, 'a kill that the log does not know waits')
    return null
  }

  /** True where a person's word on a kill that waited ends it, for a client that holds those. */
  async #isOver(
    feed: EnvironmentFeed,
    settled: WaitingKill['settled'],
    held: ReadonlySet<string>,
  ): Promise<boolean> {
    switch (settled?.as) {
      case undefined:
      case 'adopted':
        return false
      case 'dismissed':
        return true
      case 'replaced': {
        const { key } = feed.environment
        const { killId } = settled
        const query = { kind: 'kill' as const, environment: key, keys: [killId] }
        const state = await this.#deps.storage.changes.read(feed.project.key, [query])
        const other = state.get('kill', key, killId)?.value
        if (!other) return false
        // One that stands takes its place, but not before the client holds it.
        return other.lifted !== null || held.has(killId)
      }
    }
  }

  /** Many clients bring the same kill at once. */
  async #adopt(environmentId: string, kill: Kill): Promise<Adopted | undefined> {
    const id = `${environmentId}/${kill.killId}`
    const running = this.#adopting.get(id) ?? this.#tryToAdopt(environmentId, kill)
    this.#adopting.set(id, running)
    const adopted = await running
    this.#adopting.delete(id)
    return adopted
  }

  /** A failure is not the client's: it says hello again in five seconds, and this is tried again. */
  async #tryToAdopt(environmentId: string, kill: Kill): Promise<Adopted | undefined> {
    const { log, adoptKill } = this.#deps
    try {
      const adopted = await adoptKill(environmentId, kill)
      log.warn(
        { environmentId, killId: kill.killId, outcome: adopted.type },
        'a client holds a kill that the log lacked',
      )
      return adopted
    } catch (error) {
      log.error({ environmentId, killId: kill.killId, err: error }, 'a kill could not be adopted')
      return undefined
    }
  }
}
