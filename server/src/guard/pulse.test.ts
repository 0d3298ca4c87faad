import { describe, expect, it } from 'vitest'
import { createHandClock } from '../changes/testing/house.js'
import { type Storage, StorageError } from '../storage/storage.js'
import { type GuardPulse, Pulse } from './pulse.js'
import { healthySeconds, openStarted } from './testing/seconds.js'

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

describe('a guard whose storage answers no more', () => {
  it('lets no release go on and kills nothing, and everybody who looks is told', async () => {
    let isStuck = false
    let free: () => void = () => undefined
    const stuck = new Promise<void>((resolve) => {
      free = resolve
    })
    const storage = (real: Storage): Storage => {
      const { guardInputs } = real
      const append: typeof guardInputs.append = async (rows) => {
        if (isStuck) await stuck
        return guardInputs.append(rows)
      }
      return { ...real, guardInputs: { ...guardInputs, append } }
    }
    const shop = await openStarted(undefined, { storage })
    await healthySeconds(shop, 2)
    expect(shop.guard.pulse()).toEqual({ lastTickAt: shop.clock.now().toISOString(), isBlind: false })
    isStuck = true
    const late = healthySeconds(shop, 1)
    shop.clock.advance(60_000)
    expect(shop.guard.pulse().isBlind).toBe(true)
    expect(shop.guard.numbers()).toMatchObject({ isBlind: true, secondsSinceTick: 61 })
    expect(await shop.read()).toMatchObject({ status: 'running', stage: 0 })
    isStuck = false
    free()
    await late
    expect(shop.guard.pulse().isBlind).toBe(false)
  })

  it('is as blind where it can’t store what it sees, though it ticks', async () => {
    let fails = false
    const storage = (real: Storage): Storage => {
      const { guardInputs } = real
      const append: typeof guardInputs.append = async (rows) => {
        if (fails) throw new StorageError('full', 'The disk is full')
        return guardInputs.append(rows)
      }
      return { ...real, guardInputs: { ...guardInputs, append } }
    }
    const shop = await openStarted(undefined, { storage })
    await healthySeconds(shop, 1)
    fails = true
    await healthySeconds(shop, 4)
    expect(shop.guard.pulse().isBlind).toBe(true)
    expect((await shop.read()).stage).toBe(0)
  })
})
