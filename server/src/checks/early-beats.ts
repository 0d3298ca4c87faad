/** Of heartbeats whose releases have not begun. */
const mostBeats = 10_000

export interface BeatOf {
  environmentId: string
  release: string
  check: string
}

/**
 * The last beats of checks whose releases do not run: a look before the start asks for them. They are no evidence of a
 * run, and a restart forgets them.
 */
export class EarlyBeats {
  readonly #lastAt = new Map<string, number>()

  /** `at`: epoch milliseconds. */
  note(beat: BeatOf, at: number): void {
    const key = keyOf(beat)
    // The one that was heard last comes last.
    this.#lastAt.delete(key)
    this.#lastAt.set(key, at)
    const [oldest] = this.#lastAt.keys()
    if (this.#lastAt.size > mostBeats && oldest !== undefined) this.#lastAt.delete(oldest)
  }

  lastAt(beat: BeatOf): number | undefined {
    return this.#lastAt.get(keyOf(beat))
  }
}

function keyOf({ environmentId, release, check }: BeatOf): string {
  return `${environmentId} ${release} ${check}`
}
