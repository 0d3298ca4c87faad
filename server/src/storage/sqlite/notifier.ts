/** Tells listeners of commits, of this process and of others. */
export interface Notifier {
  onCommit(listener: () => void): () => void
  notify(): void
  close(): void
}

export interface NotifierOptions {
  /** A number that differs once another connection has committed; undefined = nobody else can. */
  version: (() => number) | undefined
  /** Calls `work` again and again, until what it returns is called. */
  every: (ms: number, work: () => void) => () => void
}

const pollMs = 1_000

export function createNotifier({ version, every }: NotifierOptions): Notifier {
  const listeners = new Set<() => void>()
  let seen = version?.()
  const stop = version && every(pollMs, poll)

  function poll(): void {
    const now = look()
    if (now === seen) return
    seen = now
    notify()
  }

  function look(): number | undefined {
    try {
      return version?.()
    } catch {
      // Busy or failing just now: the next poll sees what this one missed.
      return seen
    }
  }

  function notify(): void {
    for (const listener of listeners) {
      try {
        listener()
      } catch (error) {
        // The commit stands whatever a listener does; its error belongs to nobody who waits for the commit.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }

  return {
    onCommit(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    notify,
    close: () => stop?.(),
  }
}
