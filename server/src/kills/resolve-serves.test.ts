import { limits } from '@ripcord/model'
import { expect, it } from 'vitest'
import { by, openShop } from '../changes/testing/house.js'

it('points at the variant that a flag does not have, and shows it', async () => {
  const { kills } = await openShop('checkout', 'payments')
  const target = { type: 'flags' as const, flags: ['checkout', 'payments'] }
  const nowhere = { type: 'variant' as const, variant: 'zz' }
  const request = { target, serve: nowhere, serveByFlag: { payments: { ...nowhere, variant: 'yy' } } }
  await expect(kills.kill('shop', 'production', request, by)).rejects.toMatchObject({
    code: 'invalid',
    errors: [
      { path: '/serve/variant', seen: 'zz', message: expect.stringContaining('it has') },
      { path: '/serveByFlag/payments/variant', seen: 'yy' },
    ],
  })
})

it('says what to send instead where a kill names more flags than its record can hold', async () => {
  const { kills, storage } = await openShop('checkout')
  const head = await storage.changes.head('shop')
  const flags = Array.from({ length: limits.flagsPerKill + 1 }, (_, n) => `flag-${n}`)
  const request = { target: { type: 'flags' as const, flags } }
  await expect(kills.kill('shop', 'production', request, by)).rejects.toMatchObject({
    code: 'invalid',
    errors: [
      {
        path: '/target',
        seen: limits.flagsPerKill + 1,
        message: expect.stringMatching(/nothing was killed.*several kills.*an episode of its own/),
      },
    ],
  })
  expect(await storage.changes.head('shop')).toBe(head)
})
