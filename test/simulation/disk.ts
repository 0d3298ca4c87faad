import type { Kill } from '@ripcord/model'
import type { SyncSeed } from '@ripcord/sync'

/** What a process leaves behind: the slot of a folder that the next process takes over. */
export class Disk {
  kills: Kill[] = []
  highestEpoch: SyncSeed['highestEpoch'] = null
  state: SyncSeed['state'] = null
  /** Boot ids of those whose slot this is. */
  bootIds: string[] = []
  /** Kills that processes of this slot have acknowledged, and no word has taken away. */
  readonly claimed = new Set<string>()

  seed(): SyncSeed {
    const copy = JSON.parse(
      JSON.stringify({ kills: this.kills, highestEpoch: this.highestEpoch, state: this.state }),
    )
    return { ...copy, follows: [...this.bootIds] }
  }
}
