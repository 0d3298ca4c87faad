import { expect, it } from 'vitest'
import { createFlag, openReleaseShop, place, startRelease } from '../releases/testing/release-shop.js'

it('tells what runs, what is killed and what changed, with the sentence that says it', async () => {
  const { api, clock, app } = await openReleaseShop('a', 'b')
  await startRelease(api)
  const rolling = await api.readOverview({ params: place })
  expect(rolling).toMatchObject({
    flags: 2,
    instances: { connected: 0, current: 0 },
    rolling: [
      { release: 'checkout-1', status: 'running', stage: 0, flags: ['a', 'b'], services: ['checkout'] },
    ],
    kills: [],
  })
  expect(rolling.sentence).toContain('checkout-1 is ')
  expect(rolling.changes.map(({ kind }) => kind)).toContain('release.started')

  await createFlag(api, 'c')
  await api.createKill({
    params: place,
    body: { target: { type: 'flags', flags: ['c'] }, reason: 'it burns' },
  })
  clock.advance(5_000)
  await app.guard.tick()
  const killed = await api.readOverview({ params: place })
  expect(killed.sentence).toBe('c was pulled 5 seconds ago. Everything is serving the safe variants.')
  expect(killed.changes.find(({ kind }) => kind === 'flags.killed')?.about).toEqual(['c'])
  expect(killed.kills).toMatchObject([{ flags: ['c'], releases: [], reason: 'it burns', safe: 0, total: 0 }])

  clock.advance(2 * 3_600_000)
  expect((await api.readOverview({ params: place })).changes).toEqual([])
})

it('refuses an environment that is not there', async () => {
  const { api } = await openReleaseShop()
  await expect(api.readOverview({ params: { ...place, environment: 'nowhere' } })).rejects.toMatchObject({
    status: 404,
  })
})
