import type { OutcomeRow } from '@ripcord/guard'
import type { Random } from './random.js'

/** How reports arrive. Chances are per report, and know nothing of what is in it. */
export interface Delivery {
  readonly lost: number
  readonly duplicated: number
  readonly late: number
  readonly latestSeconds: number
}

export const promptDelivery: Delivery = { lost: 0, duplicated: 0, late: 0, latestSeconds: 0 }

/** Reports on their way: those of a stage may arrive in the next one. */
export class Deliveries {
  readonly #delivery: Delivery
  readonly #random: Random
  readonly #waiting = new Map<number, OutcomeRow[]>()

  constructor(delivery: Delivery, random: Random) {
    this.#delivery = delivery
    this.#random = random
  }

  /** Sends a row and answers what arrives in this second. */
  pass(second: number, row: OutcomeRow): readonly OutcomeRow[] {
    if (this.#delivery === promptDelivery) return [row]
    const { lost, duplicated, late, latestSeconds } = this.#delivery
    if (this.#random() >= lost) {
      const copies = this.#random() < duplicated ? 2 : 1
      for (let copy = 0; copy < copies; copy++) {
        const delay = this.#random() < late ? Math.ceil(this.#random() * latestSeconds) : 0
        this.#waiting.set(second + delay, [...(this.#waiting.get(second + delay) ?? []), row])
      }
    }
    const arriving = this.#waiting.get(second) ?? []
    this.#waiting.delete(second)
    return arriving
  }
}
