import type { ReleaseOutcomes } from '@ripcord/sync'

const mostKinds = 50

/** A kind of error, its class or code, and how often each arm had it. */
export interface ErrorKind {
  kind: string
  treatment: number
  control: number
  /** Of one request of treatment that ended so. */
  traceId: string | null
}

/** Which kinds of errors the arms of a run had: those of the new variant alone are where to look. */
export class ErrorKinds {
  readonly #kinds = new Map<string, ErrorKind>()

  add(told: ReleaseOutcomes): void {
    for (const arm of ['treatment', 'control'] as const)
      for (const { kind, count, traceId } of told[arm].kinds) {
        const known = this.#kinds.get(kind) ?? { kind, treatment: 0, control: 0, traceId: null }
        if (!this.#kinds.has(kind) && this.#kinds.size >= mostKinds) continue
        known[arm] += count
        if (arm === 'treatment') known.traceId ??= traceId ?? null
        this.#kinds.set(kind, known)
      }
  }

  /** The most frequent ones of treatment first. */
  all(): ErrorKind[] {
    return [...this.#kinds.values()].sort((a, b) => b.treatment - a.treatment)
  }
}
