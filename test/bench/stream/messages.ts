/** Milliseconds of the machine's monotonic clock, which all processes share. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

export type FromPeer =
  | { type: 'listening'; port: number }
  | { type: 'allAnswered'; round: number; firstAt: number; lastAt: number }

export interface ClientsSettings {
  count: number
  serverUrl: string
  sdkKey: string
  wsUrl: string
  ioUrl: string
  /** Bytes of the answer of a raw or bare client: those of an acknowledgement. */
  answerBytes: number
  flagKey: string
}

export type FromClients =
  | { type: 'ready' }
  /** All clients of this process now serve `value`; times of the first and the last one. */
  | { type: 'serving'; value: boolean; firstAt: number; lastAt: number }
