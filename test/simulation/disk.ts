import type { Kill } from '@ripcord/model'
import type { SyncSeed } from '@ripcord/sync'

/** What a process leaves behind: the slot of a folder that the next process takes over. */
export class Disk {
  kills: Kill[] = []
  /** Each write takes seconds. */
  isSlow = false
  /** Kills on it were lost by no fault of those who wrote them. */
  isTorn = false
  highestEpoch: SyncSeed['highestEpoch'] = null
  state: SyncSeed['state'] = null
  /** Boot ids of those whose slot this is. */
  bootIds: string[] = []
  /** Kills that processes of this slot have acknowledged, and no word has taken away. */
  readonly claimed = new Set<string>()

  /** What is not there can't be kept: nobody is held to it. */
  tearKills(): void {
    this.kills = []
    this.isTorn = true
    this.claimed.clear()
  }

  seed(): SyncSeed {
    const copy = JSON.parse(
      JSON.stringify({ kills: this.kills, highestEpoch: this.highestEpoch, state: this.state }),
    )
    return { ...copy, follows: [...this.bootIds] }
  }
}
