import type { Hello } from '@ripcord/sync'
import type { Clock } from '../clock.js'
import type { ChangeStore } from '../storage/storage.js'
import { whyNotInLog } from './catch-up.js'
import type { EnvironmentFeed } from './environment-feed.js'
import type { StreamLog } from './session.js'

const warnEveryMs = 60_000

/** Says loudly that a client holds what the log does not, and does nothing else: a client's word can't force anything. */
export class RollbackWarning {
  readonly #changes: ChangeStore
  readonly #clock: Clock
  readonly #log: StreamLog
  readonly #warnedAt = new Map<string, number>()

  constructor(changes: ChangeStore, clock: Clock, log: StreamLog) {
    this.#changes = changes
    this.#clock = clock
    this.#log = log
  }

  async look(feed: EnvironmentFeed, held: Hello['held']): Promise<void> {
    if (held === null) return
    const because = await whyNotInLog(this.#changes, feed, held)
    if (because === undefined || !this.#isDue(feed.environment.id)) return
    const [last] = await this.#changes.history(feed.project.key, { limit: 1 })
    const since = last?.at ?? 'its beginning'
    this.#log.warn(
      { environmentId: feed.environment.id, because, head: feed.head.revision },
      `the log was rolled back; instances seen since ${since} are unknown (${because})`,
    )
  }

  #isDue(environmentId: string): boolean {
    const now = this.#clock.monotonic()
    if (now - (this.#warnedAt.get(environmentId) ?? Number.NEGATIVE_INFINITY) < warnEveryMs) return false
    this.#warnedAt.set(environmentId, now)
    return true
  }
}
