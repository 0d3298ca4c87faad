/** Asked at the same time, all releases together, and of one place: a slow one must not keep the others waiting. */
const most = 1_000
const mostOfOnePlace = 16

/** What is being asked now. */
export class UnderWay {
  readonly #asking = new Set<Promise<void>>()
  readonly #at = new Map<string, number>()

  get size(): number {
    return this.#asking.size
  }

  get isFull(): boolean {
    return this.#asking.size >= most
  }

  hasRoomAt(place: string): boolean {
    return (this.#at.get(place) ?? 0) < mostOfOnePlace
  }

  /** Until it has settled; it must not reject. */
  add(place: string, asking: Promise<void>): void {
    this.#at.set(place, (this.#at.get(place) ?? 0) + 1)
    const counted = asking.finally(() => {
      this.#asking.delete(counted)
      const left = (this.#at.get(place) ?? 1) - 1
      if (left === 0) this.#at.delete(place)
      else this.#at.set(place, left)
    })
    this.#asking.add(counted)
  }

  /** Resolves when nothing is being asked. */
  async settled(): Promise<void> {
    while (this.#asking.size > 0) await Promise.all(this.#asking)
  }
}
