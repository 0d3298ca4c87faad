import type { Actor, Kill } from '@ripcord/model'

/** A kill that an SDK still holds and the log does not know, whose MAC can't be checked: a person decides. */
export interface WaitingKill {
  environmentId: string
  kill: Kill
  /** Service and host of the instance that brought it first. */
  broughtBy: string
  since: string
  /** A person's word on it; null while it waits. */
  settled: SettledKill | null
}

export type SettledKill = { at: string; by: Actor } & (
  | { as: 'adopted' | 'dismissed' }
  /** It never came into the log: the kill that its episode had led to, `killId`, speaks for it, standing or lifted. */
  | { as: 'replaced'; killId: string }
)

export interface WaitingKillStore {
  /** The first one of a killId stands; a repetition changes nothing. */
  put(waiting: WaitingKill): Promise<void>
  get(environmentId: string, killId: string): Promise<WaitingKill | undefined>
  /** Those not settled. */
  list(environmentId: string): Promise<WaitingKill[]>
  settle(environmentId: string, killId: string, settled: SettledKill): Promise<void>
}
