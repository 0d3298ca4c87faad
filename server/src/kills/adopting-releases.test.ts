import { releaseFileSchema } from '@ripcord/model'
import { expect, it } from 'vitest'
import { by, createFlag, openHouse } from '../changes/testing/house.js'

it('ends a release whose kill the log has lost when an SDK brings the kill back', async () => {
  const house = await openHouse()
  const { projects, environments, kills, releases, flags } = house
  await projects.create({ key: 'shop', name: 'Shop' }, by)
  for (const key of ['a', 'b'])
    await createFlag(house, key, { environments: { production: { enabled: true } } })
  const { killId } = (await kills.kill('shop', 'production', { target: { type: 'flags', flags: ['a'] } }, by))
    .kill
  const record = (
    await house.storage.changes.read('shop', [{ kind: 'kill', environment: 'production' }])
  ).get('kill', 'production', killId)?.value
  await kills.restore('shop', 'production', killId, by)
  const file = releaseFileSchema.parse({
    release: 'r',
    services: [{ name: 'checkout' }],
    flags: ['a', 'b'].map((key) => ({ key, outgoing: 'on' })),
  })
  await releases.apply('shop', 'production', 'r', file, by)
  await releases.start('shop', 'production', 'r', {}, by)

  if (!record) throw new Error('the kill was not stored')
  const { lifted: _lifted, ...brought } = { ...record, killId: 'kill-lost', episode: 'lost' }
  const adoption = await kills.adopt(await environments.idOf('shop', 'production'), brought)
  expect(adoption).toMatchObject({ type: 'adopted', killId: 'kill-lost' })
  expect(await releases.read('shop', 'production', 'r')).toMatchObject({
    status: 'killed',
    killId: 'kill-lost',
  })
  for (const flag of ['a', 'b'])
    expect(await flags.readSettings('shop', 'production', flag)).not.toHaveProperty('release')
})
