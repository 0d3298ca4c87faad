import { describe, messageOf } from './describe.js'
import type { Log } from './log.js'

/** Listeners by event. What a listener throws, or rejects with, is logged and stops nobody. */
export class Emitter<Events> {
  readonly #listeners = new Map<keyof Events, Set<{ call: (payload: never) => unknown }>>()
  readonly #names: readonly (keyof Events & string)[]
  readonly #log: Log

  constructor(names: readonly (keyof Events & string)[], log: Log) {
    this.#names = names
    this.#log = log
  }

  on<E extends keyof Events>(event: E, listener: (payload: Events[E]) => void): () => void {
    if (typeof listener !== 'function') {
      this.#log('warn', 'on() was given no function: nothing will be called')
      return () => undefined
    }
    if (!(this.#names as readonly unknown[]).includes(event)) {
      const expected = this.#names.map(describe).join(' or ')
      this.#log('warn', `on() was given ${describe(event)}, expected ${expected}: nothing will be called`)
      return () => undefined
    }
    // An object of its own, so that a function added twice is called twice and taken off one at a time.
    const entry = { call: listener }
    const entries = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, entries)
    entries.add(entry)
    return () => void entries.delete(entry)
  }

  /** Calls the listeners after the code that runs now, so that a slow one holds up no acknowledgement. */
  emit<E extends keyof Events>(event: E, payload: Events[E]): void {
    const entries = this.#listeners.get(event)
    if (entries === undefined || entries.size === 0) return
    queueMicrotask(() => {
      // Those of now: one that adds another one is not to make this go on for ever.
      const now = Array.from(entries)
      for (const entry of now) this.#call(entry.call as (payload: Events[E]) => unknown, payload)
    })
  }

  #call<T>(listener: (payload: T) => unknown, payload: T): void {
    try {
      const answer = listener(payload)
      if (answer instanceof Promise) answer.catch((error: unknown) => this.#complain(error))
    } catch (error) {
      this.#complain(error)
    }
  }

  #complain(error: unknown): void {
    this.#log('warn', `a listener failed: ${messageOf(error)}`)
  }
}
