import { expect, it } from 'vitest'
import { by, openHouse, openShop } from '../changes/testing/house.js'

it('gives a new project a production and a staging environment', async () => {
  const { projects } = await openShop()
  expect(await projects.read('shop')).toMatchObject({
    name: 'Shop',
    environments: [
      { key: 'production', production: true },
      { key: 'staging', production: false },
    ],
  })
})

it('takes the environments that are named instead', async () => {
  const { projects } = await openHouse()
  const environments = [{ key: 'live', name: 'Live', production: true }]
  const project = await projects.create({ key: 'p', name: 'P', environments }, by)
  expect(project.environments.map(({ key }) => key)).toEqual(['live'])
})

it('refuses a key that exists, and one that is none', async () => {
  const { projects } = await openShop()
  await expect(projects.create({ key: 'shop', name: 'Again' }, by)).rejects.toMatchObject({
    code: 'already-exists',
  })
  await expect(projects.create({ key: 'No Key', name: 'X' }, by)).rejects.toMatchObject({
    code: 'invalid',
    errors: [{ path: '/key' }],
  })
})

it('is edited by what has been seen', async () => {
  const { projects } = await openShop()
  const { revision } = await projects.read('shop')
  const changed = await projects.update('shop', { name: 'Store' }, { ...by, ifMatch: revision })
  expect(changed).toMatchObject({ name: 'Store', revision: revision + 1 })
  await expect(projects.update('shop', { name: 'Old' }, { ...by, ifMatch: revision })).rejects.toMatchObject({
    code: 'precondition-failed',
  })
  await expect(projects.read('nope')).rejects.toMatchObject({ code: 'not-found' })
})
