import type { EgressAnswer, EgressRequest } from '../../egress/egress.js'
import type { Telling } from '../words.js'

/** What is sealed of a channel. */
export type Secret =
  | { type: 'webhook' | 'cloudevents'; url: string; secret: string }
  | { type: 'slack'; url: string }
  | { type: 'email'; to: readonly string[] }

/** What came of one try. */
export type Told =
  | { type: 'delivered'; because: string }
  /** `afterMs`: what the receiver asks for; nothing else is told it before. */
  | { type: 'failed'; because: string; afterMs?: number }
  /** The receiver is gone for good. */
  | { type: 'gone'; because: string }

export type Request = (request: EgressRequest) => Promise<EgressAnswer>

export interface Sending {
  request: Request
  mail: ((telling: Telling, to: readonly string[]) => Promise<Told>) | undefined
  /** Epoch milliseconds. */
  now: number
}
