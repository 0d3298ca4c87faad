/** Whether a page is looked at, and word of when that changes. */
export interface Sight {
  isVisible(): boolean
  /** Returns what ends it. */
  listen(changed: () => void): () => void
}

const sightOfPage: Sight = {
  isVisible: () => document.visibilityState === 'visible',
  listen(changed) {
    document.addEventListener('visibilitychange', changed)
    return () => document.removeEventListener('visibilitychange', changed)
  },
}

/**
 * Keeps something open for as long as the page is looked at; `open` returns what closes it. All tabs of a browser share six
 * connections to a server that speaks HTTP/1.1: were a feed held by each, the seventh could not even load, nor kill.
 */
export function whileVisible(open: () => () => void, sight: Sight = sightOfPage): () => void {
  let close: (() => void) | undefined
  const follow = (): void => {
    if (sight.isVisible()) {
      close ??= open()
      return
    }
    close?.()
    close = undefined
  }
  const stop = sight.listen(follow)
  follow()
  return () => {
    stop()
    close?.()
    close = undefined
  }
}
