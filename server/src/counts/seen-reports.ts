/** Processes whose last sequence is remembered. */
const mostProcesses = 50_000

/**
 * Tells reports that came before from new ones: by process, the sequence of the last one. A client sends its reports
 * one after the other, so that a repetition is the last one again, or an older one.
 */
export class SeenReports {
  /** Least recently heard first. */
  readonly #last = new Map<string, number>()

  /** True for a report that is new. */
  note(bootHash: string, sequence: number): boolean {
    const last = this.#last.get(bootHash)
    if (last !== undefined && sequence <= last) return false
    this.#last.delete(bootHash)
    this.#last.set(bootHash, sequence)
    if (this.#last.size > mostProcesses) {
      const [oldest] = this.#last.keys()
      if (oldest !== undefined) this.#last.delete(oldest)
    }
    return true
  }
}
