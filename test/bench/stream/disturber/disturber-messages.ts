import type { LightServer } from '../crowd/light-client.js'

export type Disturbance = 'slow consumers' | 'handshake flood' | 'event flood' | 'malformed packets'

export type ToDisturber = { type: 'start'; what: Disturbance; server: LightServer } | { type: 'stop' }

export type FromDisturber =
  | { type: 'disturbing' }
  /** How often it has done its worst: sockets that read nothing, handshakes, events, packets. */
  | { type: 'stopped'; times: number }
