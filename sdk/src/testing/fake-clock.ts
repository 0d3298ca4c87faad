import type { Clock } from '../clock.js'

/** A clock that stands still until it is moved by hand. */
export class FakeClock implements Clock {
  #now = 1_000
  #timers: { at: number; run: () => void }[] = []
  /** Timers that wait, at most, at any time. */
  mostTimers = 0

  now(): number {
    return this.#now
  }

  wall(): number {
    return Date.UTC(2026, 0, 1) + this.#now
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.#now + delayMs, run }
    this.#timers.push(timer)
    this.mostTimers = Math.max(this.mostTimers, this.#timers.length)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  get timers(): number {
    return this.#timers.length
  }

  /** Moves time on, timer by timer; what a timer sets going by promises is let run before the next one. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    for (;;) {
      await settled()
      const next = this.#timers.toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined || next.at > end) break
      this.#timers = this.#timers.filter((other) => other !== next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
    }
    this.#now = end
    await settled()
  }

  /** Moves time on while no timer goes off, as for a process that is stopped. */
  standStill(ms: number): void {
    this.#now += ms
  }

  /** Moves time on until `holds`; throws where it does not within `limitMs`. */
  async until(holds: () => boolean, limitMs: number): Promise<void> {
    for (const end = this.#now + limitMs; !holds(); await this.advance(100))
      if (this.#now > end) throw new Error(`not within ${limitMs} ms: ${String(holds)}`)
  }
}

/** Lets everything run that waits for promises alone. */
async function settled(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve))
}
