export const flags = ['checkout', 'search', 'payments', 'banner', 'prices'] as const
export type FlagKey = (typeof flags)[number]

/** On which database a server starts again. `rolledBack`: an older copy put there by hand; `restored`: by the tool for it. */
export type Database =
  | { type: 'same' }
  | { type: 'rolledBack'; backup: number }
  | { type: 'restored'; backup: number }

/** What an operator does, or what goes wrong. Clients, kills and backups are numbered as they first appear. */
export type Act =
  | {
      type: 'start'
      client: number
      mode: 'stream' | 'polling'
      pollIntervalMs: number
      latencyMs: number
      /** What each message down takes besides. */
      slowMs: number
      disk: 'quick' | 'slow' | 'none'
    }
  | { type: 'write'; flag: FlagKey; value: number }
  /** More at once than a slow client's queue may hold. */
  | { type: 'burst'; writes: number; value: number }
  /** A change that these clients do not see: its revision is one that they skip. */
  | { type: 'writeElsewhere'; value: number }
  | { type: 'kill'; kill: number; flags: readonly FlagKey[] }
  | { type: 'drill'; kill: number; endsAfterMs: number }
  | { type: 'restore'; kill: number }
  | { type: 'cut'; client: number }
  | { type: 'blacken'; client: number; forMs: number }
  | { type: 'freeze'; client: number; forMs: number }
  | { type: 'restart'; client: number; afterMs: number; disk: 'kept' | 'none' }
  /** Dies, and its kill file can't be read any more, or is again what it was first. */
  | { type: 'tear'; client: number; file: 'torn' | 'old' }
  | { type: 'close'; client: number }
  | { type: 'override'; client: number; flag: FlagKey | null }
  | { type: 'backup'; backup: number }
  | {
      type: 'restartServer'
      afterMs: number
      on: Database
      saysGoodbye: boolean
      /** The clock is set so far off. */
      clockMs?: number
      losesKey?: true
    }
  /** Its storage can't be read for a while, while others go on writing to it. */
  | { type: 'blind'; forMs: number }

/** `at`: milliseconds after the beginning. */
export type Step = { at: number } & Act

/** What is never quite right, all the time: storage, servers, requests, disks and relays that are slow, busy or lossy. */
export const noises = [
  'slowStorage',
  'busyServer',
  'lostRequests',
  'slowRequests',
  'slowDisk',
  'lazyRelay',
] as const
export type Noise = (typeof noises)[number]

/** All that is needed to have the same happen again: what is done, what is never right, and the seed of the rest. */
export interface Story {
  seed: number
  noise: readonly Noise[]
  /** The time of trouble, milliseconds; from then on nothing goes wrong, and what is wrong is made good. */
  troubleMs: number
  steps: readonly Step[]
}
