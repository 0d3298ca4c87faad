/** What the log holds after one of its changes, as a witness outside the server knows it. */
export interface Entry {
  readonly revision: number
  /** The number that every witness flag is set to; each change sets all of them at once. */
  readonly number: number
  /** Ids of the kills that stand. */
  readonly standing: ReadonlySet<string>
  /** Ids of the kills that this log has lifted. */
  readonly lifted: ReadonlySet<string>
}

/** One log, from where it began to where an older copy took its place. */
interface Life {
  readonly entries: readonly Entry[]
  /** When each restore was asked for, by the machine's monotonic clock. */
  readonly restoredAt: ReadonlyMap<string, number>
}

const nothing: Entry = { revision: 0, number: 0, standing: new Set(), lifted: new Set() }

/**
 * The changes that the server said yes to, life by life: a server that starts again goes on with its log in a new epoch,
 * an older copy in its place begins another log.
 */
export class Ledger {
  #entries: Entry[] = [nothing]
  #restoredAt = new Map<string, number>()
  readonly #lives = new Map<string, Life>()
  readonly #flags = new Map<string, readonly number[]>()
  /** Changes acknowledged. */
  count = 0

  get head(): Entry {
    return this.#entries.at(-1) ?? nothing
  }

  /** Epochs in which the server has begun, so far. */
  get epochs(): number {
    return this.#lives.size
  }

  /** The log goes on in this epoch. */
  opened(epoch: string): void {
    this.#lives.set(epoch, { entries: this.#entries, restoredAt: this.#restoredAt })
  }

  /** An older copy of the log goes on in this epoch, from `from`. */
  wentBack(epoch: string, from: Entry): void {
    this.#entries = this.#entries.filter(({ revision }) => revision <= from.revision)
    this.#restoredAt = new Map([...this.#restoredAt].filter(([killId]) => from.lifted.has(killId)))
    this.opened(epoch)
  }

  set(revision: number, number: number): void {
    this.#add({ ...this.head, revision, number })
  }

  /** `flags`: places in the list of witness flags. */
  killed(revision: number, killId: string, flags: readonly number[]): void {
    this.#flags.set(killId, flags)
    this.#add({ ...this.head, revision, standing: new Set([...this.head.standing, killId]) })
  }

  /** `askedAt`: when the restore was asked for. */
  restored(revision: number, killId: string, askedAt: number): void {
    this.#restoredAt.set(killId, askedAt)
    const standing = new Set([...this.head.standing].filter((other) => other !== killId))
    this.#add({ ...this.head, revision, standing, lifted: new Set([...this.head.lifted, killId]) })
  }

  /** Kills that the server has put into the log by itself, because SDKs or the replaced file held them so. */
  carried(revision: number, kills: Pick<Entry, 'standing' | 'lifted'>): void {
    this.#entries.push({ ...this.head, revision, ...kills })
  }

  /** Undefined where nobody has heard of such a change. */
  at(epoch: string, revision: number): Entry | undefined {
    return this.#lives.get(epoch)?.entries.find((entry) => entry.revision === revision)
  }

  /** Epochs of one log have one life. */
  isSameLog(epoch: string, other: string): boolean {
    return this.#lives.get(epoch)?.entries === this.#lives.get(other)?.entries
  }

  /** Places of the flags that a kill names; none where nobody made it. */
  flagsOf(killId: string): readonly number[] {
    return this.#flags.get(killId) ?? []
  }

  /** Before this nobody who has heard of that epoch can have heard, then or later, that the kill is over. */
  restoredAt(epoch: string, killId: string): number {
    const epochs = [...this.#lives.keys()]
    const times = epochs
      .slice(epochs.indexOf(epoch))
      .map((later) => this.#lives.get(later)?.restoredAt.get(killId) ?? Number.POSITIVE_INFINITY)
    return Math.min(...times)
  }

  #add(entry: Entry): void {
    this.count += 1
    this.#entries.push(entry)
  }
}
