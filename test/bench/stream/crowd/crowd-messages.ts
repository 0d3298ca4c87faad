import type { LightServer } from './light-client.js'

/** What is asked of a process of light clients. */
export type ToCrowd =
  /** So many more clients join, `atOnce` at a time. */
  | { type: 'join'; count: number; atOnce: number; server: LightServer }
  /** So many raw websockets more, which answer nothing. */
  | { type: 'openRaw'; count: number; atOnce: number; port: number }
  /** Tell when every client of the kind has got a message that begins so. */
  | { type: 'expect'; id: number; of: CrowdKind; start: string }
  | { type: 'leave' }

export type CrowdKind = 'clients' | 'raws'

export type FromCrowd =
  | { type: 'ready' }
  | { type: 'opened' }
  | { type: 'expecting' }
  | { type: 'failed'; because: string }
  /** Times of the machine's monotonic clock, and the length of the last message. */
  | { type: 'allHeard'; id: number; firstAt: number; lastAt: number; bytes: number }
  | { type: 'left' }
