import { type EntityWrite, releaseFileSchema } from '@ripcord/model'
import { expect, it } from 'vitest'
import { ada, by, createFlag, type House, openHouse } from '../changes/testing/house.js'

const production = 'production'

/** A running release of `a` and `b`, and a kill of some flags as a restore carries it into a log: beside all services. */
async function withCarriedKill(...killed: string[]) {
  const house = await openHouse()
  const { projects, kills, releases, storage } = house
  await projects.create({ key: 'shop', name: 'Shop' }, by)
  for (const key of ['a', 'b'])
    await createFlag(house, key, { environments: { production: { enabled: true } } })
  const target = { type: 'flags' as const, flags: killed }
  const { killId } = (await kills.kill('shop', production, { target }, by)).kill
  await kills.restore('shop', production, killId, by)
  await startRelease(releases)
  const entity = { kind: 'kill', environment: production, key: killId } as const
  await storage.changes.transact(
    { project: 'shop', reads: [{ kind: 'kill', environment: production, keys: [killId] }] },
    (state) => {
      const value = state.get('kill', production, killId)?.value
      if (!value) throw new Error('the kill was not stored')
      const write: EntityWrite = { ...entity, value: { ...value, lifted: null } }
      const change = { kind: 'kill.adopted' as const, actor: ada, reason: 'carried' }
      return { type: 'commit', change: { ...change, entities: [write], sent: [] }, result: null }
    },
  )
  return { ...house, killId }
}

async function startRelease(releases: House['releases']) {
  const flags = ['a', 'b'].map((key) => ({ key, outgoing: 'on' }))
  const file = releaseFileSchema.parse({ release: 'r', services: [{ name: 's' }], flags })
  await releases.apply('shop', production, 'r', file, by)
  await releases.start('shop', production, 'r', {}, by)
}

it('ends at the start a release that a carried kill has left nothing to serve', async () => {
  const { releases, flags, killId } = await withCarriedKill('a', 'b')
  await releases.endKilled()
  expect(await releases.read('shop', production, 'r')).toMatchObject({ status: 'killed', killId })
  for (const flag of ['a', 'b'])
    expect(await flags.readSettings('shop', production, flag)).not.toHaveProperty('release')
})

it('leaves one alone that still serves a flag', async () => {
  const { releases } = await withCarriedKill('a')
  const before = await releases.read('shop', production, 'r')
  await releases.endKilled()
  expect(await releases.read('shop', production, 'r')).toEqual(before)
})
