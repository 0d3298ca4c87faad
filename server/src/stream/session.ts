import type { ServerMessage } from '@ripcord/sync'

/** One client's stream, as the hub sees it: a place to put messages. Whoever carries it keeps their order, kills first. */
export interface StreamSession {
  /** Unique in this process. */
  readonly id: string
  readonly environmentId: string
  /** Never throws and never waits; a `kill` goes ahead of whatever is queued. */
  send(message: ServerMessage): void
  /** The same of several that follow each other. One list for everybody is encoded once. */
  sendAll(messages: readonly ServerMessage[]): void
  /** Tells it why, and cuts it; the hub still expects `disconnect` afterwards. */
  close(because: string): void
}

/** What the stream says to those who run it; pino's loggers fit. */
export interface StreamLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** A log that says nothing. */
export const silentLog: StreamLog = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}
