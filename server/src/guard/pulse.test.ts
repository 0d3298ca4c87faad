import { describe, expect, it } from 'vitest'
import { createHandClock } from '../changes/testing/house.js'
import type { Storage } from '../storage/storage.js'
import { type GuardPulse, Pulse } from './pulse.js'
import { GuardedShop, release } from './testing/guarded-shop.js'

describe('the guard’s own dead man', () => {
  it('says once that the guard has not looked for three seconds, and again when it has since', () => {
    const clock = createHandClock()
    const said: GuardPulse[] = []
    const errors: string[] = []
    const log = { info: () => undefined, error: (_: object, message: string) => void errors.push(message) }
    const pulse = new Pulse({ clock, log, onBlind: (one) => void said.push(one) })
    pulse.beat()
    const lastTickAt = clock.now().toISOString()
    const second = () => {
      clock.advance(1_000)
      pulse.watch()
    }
    for (let seconds = 0; seconds < 3; seconds++) second()
    expect(pulse.read()).toEqual({ lastTickAt, isBlind: false })
    for (let seconds = 0; seconds < 5; seconds++) second()
    expect(said).toEqual([{ lastTickAt, isBlind: true }])
    expect(errors).toHaveLength(1)
    pulse.beat()
    expect(pulse.read().isBlind).toBe(false)
    for (let seconds = 0; seconds < 5; seconds++) second()
    expect(said).toHaveLength(2)
  })
})
