import type { Epoch, Revision } from '@ripcord/model'

/** What the list of instances keeps of one process; it outlives a restart of the server. */
export interface InstanceRecord {
  environmentId: string
  /** SHA-256 of the boot id, hex: boot ids are secrets. */
  bootHash: string
  service: string
  version: string
  host: string
  zone: string | null
  sdk: string
  connectedSince: string | null
  lastSeenAt: string
  /** When it was lost without goodbye; null while it is connected, or said goodbye. */
  lostAt: string | null
  goodbyeAt: string | null
  count: number
  epoch: Epoch
  applied: Revision
  kills: string[]
  notServing: string[]
  struck: boolean
}

export interface InstanceStore {
  list(environmentId: string): Promise<InstanceRecord[]>
  /** Names of the services that have connected, each once, in order. */
  services(environmentId: string): Promise<string[]>
  put(records: readonly InstanceRecord[]): Promise<void>
  /** At start: those that were connected when the server stopped are lost from now. */
  loseAll(at: string): Promise<void>
  /** Forgets those not seen since. */
  prune(before: string): Promise<void>
}
