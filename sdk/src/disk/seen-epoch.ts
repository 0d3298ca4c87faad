import type { Epoch } from '@ripcord/model'
import { isEpoch } from '@ripcord/model/plain'
import { isRecord } from '../json.js'

/** An epoch that a server has named, with its proof. */
export type SeenEpoch = { epoch: Epoch; proof: string }

export function isSeenEpoch(value: unknown): value is SeenEpoch {
  return isRecord(value) && isEpoch(value['epoch']) && typeof value['proof'] === 'string'
}

/** The higher one; a first one where both are the same. */
export function higherEpoch(one: SeenEpoch | null, other: SeenEpoch | null): SeenEpoch | null {
  return one === null || (other !== null && other.epoch > one.epoch) ? other : one
}
