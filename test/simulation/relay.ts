import type { Random } from './random.js'

/** Something on the way that keeps snapshots, and at times answers with one that is no longer new. */
export class Relay {
  isLazy: boolean
  readonly #kept: string[] = []
  readonly #random: Random

  constructor(random: Random, isLazy: boolean) {
    this.#random = random
    this.isLazy = isLazy
  }

  pass(snapshot: string): string {
    this.#kept.push(snapshot)
    if (this.#kept.length > 8) this.#kept.shift()
    const old = this.#random.chance(0.1) ? this.#random.pick(this.#kept) : undefined
    return this.isLazy ? (old ?? snapshot) : snapshot
  }
}
