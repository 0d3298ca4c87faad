import type { RunRef } from '../storage/storage.js'
import type { Run } from './run.js'

/** Runs that have just ended, whose last reports are still on their way. */
const rememberedEnds = 1_000

/** The runs that this process watches, and those that it has just watched. */
export class Runs {
  readonly #runs = new Map<string, Run>()
  readonly #ended = new Set<string>()

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
    this.#ended.add(nameOf(ref))
    const [oldest] = this.#ended
    if (this.#ended.size > rememberedEnds && oldest !== undefined) this.#ended.delete(oldest)
  }

  hasEnded(ref: RunRef): boolean {
    return this.#ended.has(nameOf(ref))
  }
}

// Slugs and ids have no space.
function placeOf(environmentId: string, release: string): string {
  return `${environmentId} ${release}`
}

function nameOf({ environmentId, release, generation }: RunRef): string {
  return `${placeOf(environmentId, release)} ${generation}`
}
