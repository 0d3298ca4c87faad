import type { Alert } from '@ripcord/model'

/** How a source proves itself: by the door for most, by the sender's own rules for `hmac` and `sns`. */
export const authTypes = ['bearer', 'basic', 'hmac', 'sns', 'url-token'] as const
export type AuthType = (typeof authTypes)[number]

/** What came over HTTP, as it came. */
export interface Delivery {
  bytes: Buffer
  /** By its name, in any case. */
  header(name: string): string | undefined
  /** Path and query. */
  url: string
}

export type Proof = { type: 'proven' } | { type: 'refused'; status: 401 | 403 | 400; because: string }

/** One format of alerts. */
export interface Sender {
  /** As in the URL. */
  readonly name: string
  /** Ways to prove itself that this sender can: a source has one. */
  readonly auth: readonly AuthType[]
  /** For `hmac` and `sns`: is it from whom it says? `secret` is the source's, `now` epoch milliseconds. */
  verify?(
    delivery: Delivery,
    source: { secret: string; allowedTopics?: readonly string[] },
    now: number,
  ): Proof | Promise<Proof>
  /** What it says. @throws HttpError 400 or 422 with a plain sentence where it can't be read */
  read(delivery: Delivery, body: unknown, source: SourceMapping): Reading
}

export interface Reading {
  /** Each element of a group on its own. */
  alerts: readonly Alert[]
  /** Of the delivery, where the sender says. */
  deliveryId: string | null
  /** Why not all is there. */
  incomplete?: string
  /** An address to be fetched, which confirms a subscription; only for topics that the source allows. */
  confirm?: string
  /** What this delivery is, where it holds no alert: a sentence. */
  ignored?: string
}

/** Where labels come from in formats that have none: label name → JSON Pointer into the body, or a fixed text. */
export interface SourceMapping {
  labels: { readonly [label: string]: string }
}
