import type { RawRequest } from '../../http/route.js'
import type { Deployment } from '../../storage/storage.js'

/** What came over HTTP, as it came. */
export type Delivery = RawRequest

/** Whether a delivery is from whom it says. */
export type Proof = { type: 'proven' } | { type: 'refused'; status: 401; because: string }

/** One format of deployments. Pure. */
export interface Reader {
  /** As in the URL. */
  readonly name: string
  /** Ways to prove itself that its sender can: a source has one, the first where it says none. */
  readonly auth: readonly ('hmac' | 'bearer' | 'basic' | 'url-token')[]
  /** For `hmac`. */
  verify?(delivery: Delivery, source: { secret: string }): Proof
  /** What it says. @throws HttpError 400 with a plain sentence where it can't be read */
  read(delivery: Delivery, body: unknown): Reading
}

export type Reading =
  | {
      type: 'deployment'
      /**
       * Tells it from all others of its source, by what is signed: a header can be changed by whoever sends a recorded
       * delivery again.
       */
      id: string
      deployment: Deployment
    }
  /** It is of something else: a sentence. */
  | { type: 'ignored'; because: string }
