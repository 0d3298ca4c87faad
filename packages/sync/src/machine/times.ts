// Milliseconds, all of them.

/** Without a word for so long, a connection counts as dead and what is held as STALE. */
export const silenceMs = 15_000
/** A bookmark may be ahead of what is queued behind it for so long. */
export const aheadMs = 1_000
/** Hello is said again at most so often. */
export const helloPauseMs = 1_000
/** While the set holds a kill that the state at the head lacks. */
export const orphanHelloMs = 5_000
/** A stream that has not opened by then won't. */
export const openingMs = 30_000
/** On a fresh start polls begin when the stream has not opened by then. */
export const patienceMs = 5_000
/** The last resort, where whoever carries out requests has lost one. */
export const requestMs = 120_000
/** The slowest poll of a client whose stream is down. */
export const slowestFallbackMs = 10_000
/** A mere revision is acknowledged so much later: the next one comes along. */
export const lateWordMs = 250
/** Acknowledgements are posted at most so often. */
export const postPauseMs = 1_000
export const divergedFromMs = 60_000
export const divergedToMs = 60 * 60_000
/** The same report is made at most so often. */
export const reportPauseMs = 60_000
