interface Entry {
  at: number
  order: number
  work: () => void
}

/** What is going to happen, and the time: nothing in a simulation waits for real. */
export class Agenda {
  now = 0
  #order = 0
  readonly #heap: Entry[] = []

  /** Answers what takes it off again. */
  after(ms: number, work: () => void): () => void {
    const entry = { at: this.now + Math.max(0, ms), order: this.#order++, work }
    this.#push(entry)
    return () => {
      entry.work = nothing
    }
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve))
  }

  /** Goes on to the next thing and does it; false where there is none until `end`. */
  step(end: number): boolean {
    for (;;) {
      const next = this.#heap[0]
      if (next === undefined || next.at > end) {
        this.now = end
        return false
      }
      this.#pop()
      if (next.work === nothing) continue
      this.now = Math.max(this.now, next.at)
      next.work()
      return true
    }
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let index = heap.push(entry) - 1
    while (index > 0) {
      const above = (index - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || isBefore(parent, entry)) break
      heap[index] = parent
      index = above
    }
    heap[index] = entry
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let index = 0
    for (;;) {
      const below = this.#firstOf(2 * index + 1, 2 * index + 2)
      const child = heap[below]
      if (child === undefined || isBefore(last, child)) break
      heap[index] = child
      index = below
    }
    heap[index] = last
  }

  #firstOf(left: number, right: number): number {
    const a = this.#heap[left]
    const b = this.#heap[right]
    return a !== undefined && b !== undefined && isBefore(b, a) ? right : left
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order)
}

function nothing(): void {}
