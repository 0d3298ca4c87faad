import type { RunRef } from '../storage/storage.js'
import type { Run } from './run.js'

/** Runs that have just ended, whose last reports are still on their way. */
const rememberedEnds = 1_000

/** The runs that this process watches, and those that it has just watched. */
export class Runs {
  readonly #runs = new Map<string, Run>()
  /** When something was last heard to fail in the new variant of those that have ended; null where nothing was. */
  readonly #ended = new Map<string, number | null>()

  get(environmentId: string, release: string): Run | undefined {
    return this.#runs.get(placeOf(environmentId, release))
  }

  all(): Run[] {
    return [...this.#runs.values()]
  }

  add(run: Run): void {
    this.#runs.set(placeOf(run.ref.environmentId, run.ref.release), run)
  }

  end({ ref }: Run): void {
    this.#runs.delete(placeOf(ref.environmentId, ref.release))
    this.noteEnd(ref)
  }

  /** What comes of it from now on comes late. */
  noteEnd(ref: RunRef): void {
    this.#ended.set(nameOf(ref), null)
    const [oldest] = this.#ended.keys()
    if (this.#ended.size > rememberedEnds && oldest !== undefined) this.#ended.delete(oldest)
  }

  hasEnded(ref: RunRef): boolean {
    return this.#ended.has(nameOf(ref))
  }

  /** The new variant of a run that has ended still fails somewhere. `now`: epoch milliseconds. */
  failsStill(ref: RunRef, now: number): void {
    this.#ended.set(nameOf(ref), now)
  }

  lastFailure(ref: RunRef): number | null {
    return this.#ended.get(nameOf(ref)) ?? null
  }
}

// Slugs and ids have no space.
function placeOf(environmentId: string, release: string): string {
  return `${environmentId} ${release}`
}

function nameOf({ environmentId, release, generation }: RunRef): string {
  return `${placeOf(environmentId, release)} ${generation}`
}
