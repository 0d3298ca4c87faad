import { setTimeout as sleep } from 'node:timers/promises'

export interface Patience {
  /** How long to wait before giving up, ms. Generous, since a busy machine is no failure. Default 30,000. */
  timeoutMs?: number
  /** Pause between two looks, ms. Default 10. */
  everyMs?: number
  /** Where it answers a text there is nothing more to wait for: the wait fails with that text. */
  stopWhen?: () => string | undefined
}

/**
 * Looks until `look` answers something other than undefined or false, and answers that. An error that `look` throws
 * counts as "not yet" and is told when the patience ends.
 */
export async function waitFor<T>(
  what: string,
  look: () => T | Promise<T>,
  patience: Patience = {},
): Promise<Exclude<T, undefined | false>> {
  const { timeoutMs = 30_000, everyMs = 10, stopWhen } = patience
  const end = performance.now() + timeoutMs
  let cause: unknown
  for (;;) {
    try {
      const seen = await look()
      if (seen !== undefined && seen !== false) return seen as Exclude<T, undefined | false>
      cause = undefined
    } catch (error) {
      cause = error
    }
    const hopeless = stopWhen?.()
    if (hopeless !== undefined) throw new Error(`Waited in vain: ${what}. ${hopeless}`, { cause })
    if (performance.now() > end) throw new Error(`Waited ${timeoutMs} ms in vain: ${what}`, { cause })
    await sleep(everyMs)
  }
}

/** Fails with a sentence where `promise` has not settled after `timeoutMs`. */
export async function within<T>(what: string, timeoutMs: number, promise: Promise<T>): Promise<T> {
  const limit = new AbortController()
  const late = sleep(timeoutMs, undefined, { signal: limit.signal }).then(() => {
    throw new Error(`Not settled after ${timeoutMs} ms: ${what}`)
  })
  late.catch(() => {})
  try {
    return await Promise.race([promise, late])
  } finally {
    limit.abort()
  }
}
