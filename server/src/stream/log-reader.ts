import type { Revision } from '@ripcord/model'
import type { ChangeStore, SentChange } from '../storage/storage.js'
import type { EnvironmentFeed } from './environment-feed.js'
import { inRounds } from './rounds.js'

/** Rows read at once. */
const batch = 256

interface ProjectLog {
  head: Revision
  feeds: Map<string, EnvironmentFeed>
}

export interface LogReaderEvents {
  /** Rows that the feed has just taken up, oldest first. */
  advanced(feed: EnvironmentFeed, rows: readonly SentChange[]): void
  /** The log was found to be another one: the feed stands at its head. */
  restarted(feed: EnvironmentFeed): void
}

/** Follows the logs of all projects that have a feed, each strictly in order. */
export class LogReader {
  readonly #changes: ChangeStore
  readonly #events: LogReaderEvents
  readonly #projects = new Map<string, ProjectLog>()
  /**
   * Reads to the head that stands when it is called, or a later one. Calls that come meanwhile share the next reading.
   * Rejects where storage does; the next reading goes on from where this one got to.
   */
  readonly read = inRounds(() => this.#readAll())

  constructor(changes: ChangeStore, events: LogReaderEvents) {
    this.#changes = changes
    this.#events = events
  }

  follow(feed: EnvironmentFeed): void {
    const known = this.#projects.get(feed.project.key)
    const project = known ?? { head: 0, feeds: new Map<string, EnvironmentFeed>() }
    // Whether the feed is at the head is not known: the next reading looks.
    project.head = 0
    project.feeds.set(feed.environment.id, feed)
    this.#projects.set(feed.project.key, project)
  }

  async #readAll(): Promise<void> {
    for (const [key, project] of this.#projects) {
      const head = await this.#changes.head(key)
      if (head === project.head) continue
      const wentBack = head < project.head
      for (const feed of project.feeds.values()) await this.#readFeed(feed, wentBack)
      project.head = head
    }
  }

  async #readFeed(feed: EnvironmentFeed, wentBack: boolean): Promise<void> {
    if (wentBack) return this.#restart(feed)
    for (;;) {
      const rows = await this.#changes.sentAfter(feed.environment.id, feed.head.revision, batch)
      if (rows.some((row) => !feed.advance(row))) return this.#restart(feed)
      if (rows.length > 0) this.#events.advanced(feed, rows)
      if (rows.length < batch) return
    }
  }

  async #restart(feed: EnvironmentFeed): Promise<void> {
    await feed.restart()
    this.#events.restarted(feed)
  }
}
