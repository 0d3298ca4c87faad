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

  add({ treatment, control }: Pick<ReleaseOutcomes, 'treatment' | 'control'>): void {
    for (const { kind, count, traceId = null } of treatment.kinds)
      this.#plus({ kind, treatment: count, control: 0, traceId })
    for (const { kind, count } of control.kinds)
      this.#plus({ kind, treatment: 0, control: count, traceId: null })
  }

  join(kinds: readonly ErrorKind[]): void {
    for (const one of kinds) this.#plus(one)
  }

  #plus({ kind, treatment, control, traceId }: ErrorKind): void {
    const known = this.#kinds.get(kind)
    if (known === undefined && this.#kinds.size >= mostKinds) return
    this.#kinds.set(kind, {
      kind,
      treatment: treatment + (known?.treatment ?? 0),
      control: control + (known?.control ?? 0),
      traceId: known?.traceId ?? traceId,
    })
  }

  /** As they came: joined to none, they are these again. */
  inOrder(): ErrorKind[] {
    return [...this.#kinds.values()]
  }

  /** The most frequent ones of treatment first. */
  all(): ErrorKind[] {
    return this.inOrder().sort((a, b) => b.treatment - a.treatment)
  }
}
