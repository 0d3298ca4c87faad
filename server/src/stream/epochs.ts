import { type Epoch, noEpoch, ulidMilliseconds } from '@ripcord/model'
import type { Hello } from '@ripcord/sync'
import type { Clock } from '../clock.js'
import type { KeyRing } from '../secrets/key-ring.js'
import type { EpochStore } from '../storage/storage.js'
import type { HubRules } from './rules.js'
import type { StreamLog } from './session.js'

const dayMs = 24 * 60 * 60_000
/** For so long after its key file was made a server can't check proofs of an older one. */
const newKeyMs = 7 * dayMs
const betweenUnprovenMs = 60_000

/** The present epoch, and what a client that names a higher one brings about. */
export class EpochKeeper {
  readonly #store: EpochStore
  readonly #keyRing: KeyRing
  readonly #clock: Clock
  readonly #log: StreamLog
  readonly #rules: HubRules
  #current: Epoch = noEpoch
  #unprovenAt = Number.NEGATIVE_INFINITY
  #minting: Promise<void> = Promise.resolve()

  constructor(store: EpochStore, keyRing: KeyRing, clock: Clock, log: StreamLog, rules: HubRules) {
    this.#store = store
    this.#keyRing = keyRing
    this.#clock = clock
    this.#log = log
    this.#rules = rules
  }

  get current(): Epoch {
    return this.#current
  }

  /** Reads the newest epoch; true where it has risen. */
  async refresh(): Promise<boolean> {
    const epoch = await this.#store.current()
    if (epoch <= this.#current) return false
    this.#current = epoch
    return true
  }

  /**
   * A client names the highest epoch that it has seen. One above ours means that the database was set back: without a
   * newer epoch that client would refuse every word of ours. The new one is read with the log's next reading.
   */
  async hear(environmentId: string, named: Hello['highestEpoch']): Promise<void> {
    if (named === null || named.epoch <= this.#current) return
    const isProven = this.#keyRing.checkEpoch(environmentId, named.epoch, named.proof)
    const proven = isProven && this.#rules.mintAboveProven
    if (!proven && !this.#mayTrust(named.epoch)) return
    const because = proven
      ? 'a client has seen a newer epoch'
      : 'a client names a newer epoch, to a new key file'
    this.#minting = this.#minting.then(() => this.#mintAbove(named.epoch, because))
    await this.#minting
  }

  async #mintAbove(above: Epoch, because: string): Promise<void> {
    if ((await this.#store.current()) > above) return
    const epoch = await this.#store.mint(because, above)
    this.#log.warn({ epoch, above }, `minted an epoch: ${because}`)
  }

  #mayTrust(epoch: Epoch): boolean {
    const now = this.#clock.now().getTime()
    const monotonic = this.#clock.monotonic()
    if (now - this.#keyRing.createdAt.getTime() >= newKeyMs) return false
    if (ulidMilliseconds(epoch) > now + dayMs) return false
    if (monotonic - this.#unprovenAt < betweenUnprovenMs) return false
    this.#unprovenAt = monotonic
    return true
  }
}
