import type { Epoch, Kill } from '@ripcord/model'
import type { EpochProof } from '@ripcord/sync'

/** What the key file (0600, made at first start) is good for. All replicas of a server share one. */
export interface KeyRing {
  /** HMAC over environment id and epoch. */
  proveEpoch(environmentId: string, epoch: Epoch): EpochProof
  checkEpoch(environmentId: string, epoch: Epoch, proof: EpochProof): boolean
  /** HMAC over environment id and the record, base64url. */
  killMac(environmentId: string, kill: Omit<Kill, 'mac'>): string
  checkKill(environmentId: string, kill: Kill): boolean
  /** AES-256-GCM with `context` as additional data: a box opens only where it was sealed for. */
  seal(plain: Uint8Array, context: string): Uint8Array
  /** Throws where the box is not ours or was made for something else. */
  open(box: Uint8Array, context: string): Uint8Array
  /** When the key file was made: for 7 days afterwards proofs of an older one can't be checked. */
  readonly createdAt: Date
}
