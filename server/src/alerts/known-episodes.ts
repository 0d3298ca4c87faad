import type { Episode, IntakeStore } from '../storage/storage.js'

/** Episodes of which it is remembered that they are there. */
const most = 50_000

/** The states of episodes: most of what comes is a repetition, and costs no look into the database. */
export class KnownEpisodes {
  readonly #store: Pick<IntakeStore, 'episode'>
  /** Least recently put first. */
  readonly #states = new Map<string, Episode['state']>()

  constructor(store: Pick<IntakeStore, 'episode'>) {
    this.#store = store
  }

  /** Undefined where it is not remembered; it may be there all the same. */
  remembered(sourceId: string, episode: string): Episode['state'] | undefined {
    return this.#states.get(keyOf(sourceId, episode))
  }

  read(sourceId: string, episode: string): Promise<Episode | undefined> {
    return this.#store.episode(sourceId, episode)
  }

  note({ sourceId, episode, state }: Episode): void {
    const key = keyOf(sourceId, episode)
    this.#states.delete(key)
    this.#states.set(key, state)
    const [oldest] = this.#states.keys()
    if (this.#states.size > most && oldest !== undefined) this.#states.delete(oldest)
  }

  /** What was forgotten in the database is forgotten here. */
  clear(): void {
    this.#states.clear()
  }
}

function keyOf(sourceId: string, episode: string): string {
  return `${sourceId} ${episode}`
}
