export interface ServiceSettings {
  url: string
  sdkKey: string
  flagKey: string
}

export type ToService =
  /** Begin anew with nothing held. */
  { type: 'becomeReady' } | { type: 'tellServing'; value: boolean }

export type FromService =
  | { type: 'started' }
  | { type: 'expecting' }
  | { type: 'ready'; sdkMs: number; bareMs: number; heapBytes: number }
  /** Time of the machine's monotonic clock; processor time since it was asked to tell. */
  | { type: 'serving'; at: number; cpuMs: number }
