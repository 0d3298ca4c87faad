import type { Kill } from '@ripcord/model'
import type { CacheFolder } from '../../sdk/src/disk/folder.js'
import type { Agenda } from './agenda.js'
import type { Random } from './random.js'

/** Who has a folder open: what it waits for does not come while it stands still, and never once it is gone. */
export interface User {
  random: Random
  hasSlowDisk: boolean
  do(work: () => void): void
}

interface File {
  bytes: Buffer
  modifiedAt: number
  /** As it was written first. */
  first: Buffer
}

/** A folder that outlives the processes that use it; what is in it is in memory. */
export class Disk {
  /** Kills on it were lost by no fault of those who wrote them. */
  isTorn = false
  /** Kills that processes of this folder have acknowledged, and no word has taken away. */
  readonly claimed = new Set<string>()
  readonly #agenda: Agenda
  /** Each write takes seconds. */
  readonly #isSlow: boolean
  readonly #files = new Map<string, File>()

  constructor(agenda: Agenda, isSlow: boolean) {
    this.#agenda = agenda
    this.#isSlow = isSlow
  }

  /** The folder as one process has it open. */
  openFor(user: User): CacheFolder {
    const files = this.#files
    return {
      path: '/cache',
      names: () => [...files.keys()],
      read(name, maxBytes, headBytes = maxBytes) {
        const file = files.get(name)
        if (file === undefined) return { type: 'absent' }
        return { type: 'read', bytes: file.bytes.subarray(0, headBytes), modifiedAt: file.modifiedAt }
      },
      replace: (bytes, choose) =>
        new Promise((resolve) => {
          const put = () => {
            const name = choose()
            if (name !== undefined) {
              const written = Buffer.from(bytes)
              const first = files.get(name)?.first ?? written
              files.set(name, { bytes: written, modifiedAt: this.#agenda.now, first })
            }
            resolve()
          }
          this.#agenda.after(this.#delayMs(user), () => user.do(put))
        }),
      touch: () => Promise.resolve(),
      setAside: (name) => void files.delete(name),
      remove: (name) => void files.delete(name),
    }
  }

  /** The kills that a start would find. */
  get kills(): Kill[] {
    return [...this.#killFiles()].flatMap(([, { bytes }]) => {
      const content = JSON.parse(bytes.subarray(bytes.indexOf(10) + 1).toString('utf8')) as { kills: Kill[] }
      return content.kills
    })
  }

  /** What is not there can't be kept: nobody is held to it. `old`: whole, but as it was written first. */
  tearKills(as: 'torn' | 'old'): void {
    for (const [, file] of this.#killFiles())
      file.bytes = as === 'old' ? file.first : file.bytes.subarray(0, file.bytes.length / 2)
    this.isTorn = true
    this.claimed.clear()
  }

  #killFiles(): [string, File][] {
    return [...this.#files].filter(([name]) => name.startsWith('kills-'))
  }

  #delayMs({ random, hasSlowDisk }: User): number {
    const isSlow = random.chance(0.05) && hasSlowDisk
    return this.#isSlow || isSlow ? random.between(500, 6_000) : random.between(0, 10)
  }
}
