import { limits } from '@ripcord/model'
import { expect, it } from 'vitest'
import { by, openShop } from '../changes/testing/house.js'

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
