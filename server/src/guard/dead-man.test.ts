import { expect, it } from 'vitest'
import { openGuarded } from './testing/guarded-app.js'
import { GuardedShop } from './testing/guarded-shop.js'
import { healthySeconds, openStarted } from './testing/seconds.js'

it('is dead to everybody who looks where it could not decide for three seconds, and lives with the next tick', async () => {
  const { app, clock, read, http } = await openGuarded()
  await app.guard.tick()
  clock.advance(3_000)
  expect((await read()).pulse).toEqual({ silentMs: 3_000, isDead: false })
  clock.advance(1)
  expect((await read()).pulse).toEqual({ silentMs: 3_001, isDead: true })
  const { text } = await http.get('/metrics')
  expect(text).toContain('ripcord_guard_dead 1')
  await app.guard.tick()
  expect((await read()).pulse).toEqual({ silentMs: 0, isDead: false })
})

it('is dead where what it knows can not be stored, says so once, and nothing goes on', async () => {
  let isFull = false
  const looks: (() => void)[] = []
  const shop = await openStarted(undefined, {
    storage: (real) => ({
      ...real,
      guardInputs: {
        ...real.guardInputs,
        append: (rows) =>
          isFull ? Promise.reject(new Error('the disk is full')) : real.guardInputs.append(rows),
      },
    }),
    every: (_ms, work) => {
      looks.push(work)
      return () => undefined
    },
  })
  await healthySeconds(shop, 2)
  isFull = true
  await healthySeconds(shop, 4)
  for (const look of [...looks, ...looks]) look()
  expect(shop.guard.pulse().isDead).toBe(true)
  expect(shop.logged.filter((line) => line.startsWith('error: The guard has not decided'))).toHaveLength(1)
  expect((await shop.read()).stage).toBe(0)
})

it('is not dead where there is nothing to watch', async () => {
  const shop = await GuardedShop.open()
  shop.clock.advance(60_000)
  expect(shop.guard.pulse()).toEqual({ silentMs: 0, isDead: false })
})
