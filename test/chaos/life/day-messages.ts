export interface DaySettings {
  /** Where the server was. */
  port: number
  sdkKey: string
  cacheDir: string
  minutes: number
  evaluations: number
  /** Flags by override, beside those of the cache. */
  overrides: number
}

export interface DaySight {
  evaluated: number
  /** Evaluations that did not answer what is held. */
  wrong: number
  /** Connections that were tried. */
  attempts: number
  mostSockets: number
  mostTimers: number
  /** Timers set while no connection is tried, at most. */
  idleTimers: number
  /** Those left when the client is closed. */
  timersLeft: number
  lines: number
  /** Bytes in use after a collection, minute by minute. */
  heap: number[]
  /** Evaluations that arrived in reports, and those told of as dropped. */
  counted: number
  dropped: number
  status: string
  ageMs: number
  staleForMs: number
}
