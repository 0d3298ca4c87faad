interface Timer {
  at: number
  run: () => void
}

/**
 * Time for a whole process, moved by hand: clocks and timers of JavaScript. Node's own (those of sockets and files) go
 * on as ever. To be installed before what is to live in it is imported.
 */
export class FakeTime {
  #now = 0
  readonly #timers = new Set<Timer>()
  /** Timers that were set at once, at most. */
  mostTimers = 0

  get now(): number {
    return this.#now
  }

  get timers(): number {
    return this.#timers.size
  }

  install(): void {
    const wall = Date.now()
    performance.now = () => this.#now
    Date.now = () => wall + this.#now
    const set = (run: () => void, delayMs = 0): Timer => this.#set(run, delayMs)
    globalThis.setTimeout = set as unknown as typeof setTimeout
    globalThis.clearTimeout = (timer) => void this.#timers.delete(timer as unknown as Timer)
  }

  /** Goes on by so much, timer by timer; `settled` waits for what one has set going. */
  async advance(ms: number, settled: () => Promise<void>): Promise<void> {
    const end = this.#now + ms
    for (;;) {
      await settled()
      const next = this.#next()
      if (next === undefined || next.at > end) break
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
    }
    this.#now = end
  }

  #next(): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers) if (first === undefined || timer.at < first.at) first = timer
    return first
  }

  #set(run: () => void, delayMs: number): Timer {
    const timer = { at: this.#now + Math.max(1, delayMs), run, unref: () => timer, ref: () => timer }
    this.#timers.add(timer)
    this.mostTimers = Math.max(this.mostTimers, this.#timers.size)
    return timer
  }
}
