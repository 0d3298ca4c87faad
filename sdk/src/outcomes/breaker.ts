/** Checked, every default filled in. */
export interface BreakerSettings {
  readonly errorShare: number
  readonly minRequests: number
  readonly windowMs: number
  readonly coolDownMs: number
  readonly trials: number
}

type BreakerState =
  | { readonly type: 'closed' }
  | { readonly type: 'open'; readonly until: number }
  /** Some requests try the flag's own answer, and all of them decide. */
  | {
      readonly type: 'halfOpen'
      readonly since: number
      given: number
      requests: number
      errors: number
    }

interface Slice {
  readonly at: number
  requests: number
  errors: number
}

/** In how many slices the window is looked back on. */
const slices = 10

/** Takes one flag to its safe variant, on the outcomes of this process alone. Time is passed in. */
export class Breaker {
  readonly flagKey: string
  readonly #settings: BreakerSettings
  readonly #onTrip: (breaker: Breaker, because: string) => void
  readonly #onClose: (breaker: Breaker) => void
  #state: BreakerState = { type: 'closed' }
  #window: Slice[] = []

  constructor(
    flagKey: string,
    settings: BreakerSettings,
    onTrip: (breaker: Breaker, because: string) => void,
    onClose: (breaker: Breaker) => void,
  ) {
    this.flagKey = flagKey
    this.#settings = settings
    this.#onTrip = onTrip
    this.#onClose = onClose
  }

  /** Whether the safe variant is served to everybody. */
  isOpen(now: number): boolean {
    if (this.#state.type !== 'open') return false
    if (now < this.#state.until) return true
    this.#halfOpen(now)
    return false
  }

  /** Whether a request gets the flag's own answer: always, but for the time in which some try it. */
  admit(now: number): { readonly isAdmitted: boolean; readonly isTrial: boolean } {
    if (this.isOpen(now)) return { isAdmitted: false, isTrial: false }
    const state = this.#state
    if (state.type !== 'halfOpen') return { isAdmitted: true, isTrial: false }
    // Trials that never end would keep it half open for good.
    if (state.given >= this.#settings.trials && now - state.since >= this.#settings.coolDownMs)
      this.#halfOpen(now)
    const fresh = this.#state
    if (fresh.type !== 'halfOpen' || fresh.given >= this.#settings.trials)
      return { isAdmitted: false, isTrial: false }
    fresh.given += 1
    return { isAdmitted: true, isTrial: true }
  }

  /** Whether anything but the flag's own answer is served, to some at least. */
  get isTripped(): boolean {
    return this.#state.type !== 'closed'
  }

  /** What a request that had the flag's own answer has come to. */
  record(isError: boolean, isTrial: boolean, now: number): void {
    const state = this.#state
    switch (state.type) {
      case 'closed':
        return this.#recordClosed(isError, now)
      case 'halfOpen':
        if (isTrial) this.#recordTrial(state, isError, now)
        return
      case 'open':
        // Began before the trip: known to be bad by then.
        return
    }
  }

  #recordClosed(isError: boolean, now: number): void {
    const { windowMs, minRequests, errorShare } = this.#settings
    const sliceMs = windowMs / slices
    let slice = this.#window.at(-1)
    if (slice === undefined || now - slice.at >= sliceMs) {
      slice = { at: now, requests: 0, errors: 0 }
      this.#window.push(slice)
    }
    slice.requests += 1
    slice.errors += +isError
    while (this.#window[0] !== undefined && now - this.#window[0].at >= windowMs) this.#window.shift()
    if (!isError) return
    const sum = { requests: 0, errors: 0 }
    for (const { requests, errors } of this.#window) {
      sum.requests += requests
      sum.errors += errors
    }
    if (sum.requests >= minRequests && sum.errors >= errorShare * sum.requests)
      this.#trip(now, `${sum.errors} of ${sum.requests} requests failed within ${windowMs} ms`)
  }

  #recordTrial(state: BreakerState & { type: 'halfOpen' }, isError: boolean, now: number): void {
    const { trials, errorShare } = this.#settings
    state.requests += 1
    state.errors += +isError
    if (state.errors >= errorShare * trials)
      return this.#trip(now, `${state.errors} of ${state.requests} requests that tried it again failed`)
    if (state.requests < trials) return
    this.#state = { type: 'closed' }
    this.#window = []
    this.#onClose(this)
  }

  #trip(now: number, because: string): void {
    this.#state = { type: 'open', until: now + this.#settings.coolDownMs }
    this.#window = []
    this.#onTrip(this, because)
  }

  #halfOpen(now: number): void {
    this.#state = { type: 'halfOpen', since: now, given: 0, requests: 0, errors: 0 }
  }
}
