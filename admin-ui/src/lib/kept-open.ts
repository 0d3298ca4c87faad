/** What of an `EventSource` is asked. */
export interface Feed {
  readonly readyState: number
  addEventListener(type: 'error', hear: () => void): void
  close(): void
}

const closed = 2
const againMs = 3_000

/**
 * Keeps a feed open; returns what ends it. A browser tries again by itself, unless it was answered by something that is no
 * feed: by a proxy whose server starts anew, or where the session has ended.
 */
export function keptOpen(open: () => Feed): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let feed = begin()
  function begin(): Feed {
    const opened = open()
    opened.addEventListener('error', () => {
      if (opened.readyState !== closed) return
      timer = setTimeout(() => {
        feed = begin()
      }, againMs)
    })
    return opened
  }
  return () => {
    clearTimeout(timer)
    feed.close()
  }
}
