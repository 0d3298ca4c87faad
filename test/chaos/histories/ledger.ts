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

const nothing: Entry = { revision: 0, number: 0, standing: new Set(), lifted: new Set() }

/**
 * The changes that the server said yes to, life by life: a server that starts again goes on with its log in a new epoch,
 * an older copy in its place begins another log.
 */
export class Ledger {
  #life: Entry[] = [nothing]
  readonly #lives = new Map<string, Entry[]>()
  readonly #flags = new Map<string, readonly number[]>()
  readonly #restoredAt = new Map<string, number>()
  /** Changes acknowledged. */
  count = 0

  get head(): Entry {
    return this.#life.at(-1) ?? nothing
  }

  /** The log goes on in this epoch. */
  opened(epoch: string): void {
    this.#lives.set(epoch, this.#life)
  }

  /** An older copy of the log goes on in this epoch, from `from`. */
  wentBack(epoch: string, from: Entry): void {
    this.#life = this.#life.filter(({ revision }) => revision <= from.revision)
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

  /** `askedAt`: when the restore was asked for, by the machine's monotonic clock. */
  restored(revision: number, killId: string, askedAt: number): void {
    this.#restoredAt.set(killId, askedAt)
    const standing = new Set([...this.head.standing].filter((other) => other !== killId))
    this.#add({ ...this.head, revision, standing, lifted: new Set([...this.head.lifted, killId]) })
  }

  /** Kills that the server has put into the log by itself, because SDKs or the replaced file held them so. */
  carried(revision: number, kills: Pick<Entry, 'standing' | 'lifted'>): void {
    this.#life.push({ ...this.head, revision, ...kills })
  }

  /** Undefined where nobody has heard of such a change. */
  at(epoch: string, revision: number): Entry | undefined {
    return this.#lives.get(epoch)?.find((entry) => entry.revision === revision)
  }

  /** Epochs of one log have one life. */
  isSameLog(epoch: string, other: string): boolean {
    return this.#lives.get(epoch) === this.#lives.get(other)
  }

  /** Places of the flags that a kill names; none where nobody made it. */
  flagsOf(killId: string): readonly number[] {
    return this.#flags.get(killId) ?? []
  }

  /** Before this nobody can have heard that the kill is over. */
  restoredAt(killId: string): number {
    return this.#restoredAt.get(killId) ?? Number.POSITIVE_INFINITY
  }

  #add(entry: Entry): void {
    this.count += 1
    this.#life.push(entry)
  }
}
