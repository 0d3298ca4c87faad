import type { Kill } from '@ripcord/model'
import type { KeyRing } from '../secrets/key-ring.js'
import type { Storage } from '../storage/storage.js'
import type { EnvironmentFeed } from './environment-feed.js'
import type { StreamLog } from './session.js'

/** Kills that wait for a person, at most: whoever holds a key could bring any number. */
const mostWaiting = 1_000

export interface HeldKillsDeps {
  storage: Pick<Storage, 'changes' | 'waitingKills'>
  keyRing: KeyRing
  log: StreamLog
  now: () => Date
  /** Commits a kill that the log does not know (cause `recovered`); a kill that it knows by now is no error. */
  adoptKill: (environmentId: string, kill: Kill) => Promise<void>
}

/**
 * What becomes of the kills that clients hold and the head lacks: those that are over are dropped, those that the log
 * has lost are adopted, and those that can't be told from forged ones wait for a person.
 */
export class HeldKills {
  readonly #deps: HeldKillsDeps
  readonly #adopting = new Map<string, Promise<void>>()

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
    const dropped: string[] = []
    for (const kill of lacking) {
      const known = state.get('kill', key, kill.killId)?.value
      if (known?.lifted === null) continue
      if (known !== undefined || isDrill(kill)) dropped.push(kill.killId)
      else if (await this.#recover(feed, kill, broughtBy)) dropped.push(kill.killId)
    }
    return dropped
  }

  /** A kill that the log has never heard of. True where a person has said that it is to be let go of. */
  async #recover(feed: EnvironmentFeed, kill: Kill, broughtBy: string): Promise<boolean> {
    const environmentId = feed.environment.id
    if (this.#deps.keyRing.checkKill(environmentId, kill)) {
      await this.#adopt(environmentId, kill)
      return false
    }
    const { waitingKills } = this.#deps.storage
    const waiting = await waitingKills.get(environmentId, kill.killId)
    if (waiting !== undefined) return waiting.settled?.as === 'dismissed'
    if ((await waitingKills.list(environmentId)).length >= mostWaiting) {
      this.#deps.log.warn(
        { environmentId, killId: kill.killId },
        'too many kills wait for a person: not kept',
      )
      return false
    }
    const since = this.#deps.now().toISOString()
    await waitingKills.put({ environmentId, kill, broughtBy, since, settled: null })
    this.#deps.log.warn(
      { environmentId, killId: kill.killId, broughtBy },
      'a kill that the log does not know waits',
    )
    return false
  }

  async #adopt(environmentId: string, kill: Kill): Promise<void> {
    const id = `${environmentId}/${kill.killId}`
    const running = this.#adopting.get(id)
    if (running !== undefined) return running
    const adopting = this.#tryToAdopt(environmentId, kill)
    this.#adopting.set(id, adopting)
    await adopting
    this.#adopting.delete(id)
  }

  /** A failure is not the client's: it says hello again in five seconds, and this is tried again. */
  async #tryToAdopt(environmentId: string, kill: Kill): Promise<void> {
    const { log, adoptKill } = this.#deps
    try {
      await adoptKill(environmentId, kill)
      log.warn({ environmentId, killId: kill.killId }, 'adopted a kill that a client held and the log lacked')
    } catch (error) {
      log.error({ environmentId, killId: kill.killId, err: error }, 'a kill could not be adopted')
    }
  }
}

function isDrill(kill: Kill): boolean {
  return kill.cause === 'drill' || kill.endsAfterMs !== undefined
}
