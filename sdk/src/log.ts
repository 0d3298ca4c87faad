import type { Clock } from './clock.js'
import type { Logger } from './types.js'

type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Where the SDK speaks. Total: a logger that throws is not heard of again for that line. */
export interface Log {
  (level: LogLevel, message: string): void
}

const windowMs = 60_000
/** Lines in a window, so that a bad night does not fill a disk. */
const linesPerWindow = 10

const consoleLogger: Logger = {
  debug: () => undefined,
  info: (message) => console.info(message),
  warn: (message) => console.warn(message),
  error: (message) => console.error(message),
}

/**
 * A log of at most ten lines a minute; what went unsaid is counted, and said with the first line of the next minute.
 */
export function createLog(logger: Logger | false | undefined, clock: Clock): Log {
  if (logger === false) return () => undefined
  const out = logger ?? consoleLogger
  let windowEnd = Number.NEGATIVE_INFINITY
  let said = 0
  let unsaid = 0
  return (level, message) => {
    const now = clock.now()
    if (now >= windowEnd) {
      windowEnd = now + windowMs
      said = 0
    }
    if (said >= linesPerWindow) {
      unsaid += 1
      return
    }
    said += 1
    const suffix = unsaid > 0 ? ` (and ${unsaid} more lines that were not shown)` : ''
    unsaid = 0
    try {
      out[level](`[ripcord] ${message}${suffix}`)
    } catch {
      // A logger is the application's code; its failure is not the SDK's to report.
    }
  }
}
