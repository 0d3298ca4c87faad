import { expect, it } from 'vitest'
import { by, openShop } from '../changes/testing/house.js'

it('starts every flag that exists disabled in a new environment, and sends it there', async () => {
  const house = await openShop('checkout', 'payments')
  await house.environments.create('shop', { key: 'qa', name: 'QA' }, by)
  const settings = await house.flags.readSettings('shop', 'qa', 'checkout')
  expect(settings).toMatchObject({ enabled: false, offVariant: 'off' })
  const { entities } = await house.storage.changes.sentState(await house.environments.idOf('shop', 'qa'))
  expect(entities.map(({ key }) => key)).toEqual(['checkout', 'payments'])
})

it('gives flags that come later settings in it as well', async () => {
  const house = await openShop()
  await house.environments.create('shop', { key: 'qa', name: 'QA' }, by)
  const variants = { on: true, off: false }
  const flag = await house.flags.create('shop', { key: 'f', name: 'F', type: 'boolean', variants }, by)
  expect(Object.keys(flag.environments)).toEqual(['production', 'qa', 'staging'])
})

it('refuses a key that exists, and an edit of production that names no revision', async () => {
  const { environments } = await openShop()
  await expect(environments.create('shop', { key: 'staging', name: 'S' }, by)).rejects.toMatchObject({
    code: 'already-exists',
  })
  await expect(environments.update('shop', 'production', { name: 'P' }, by)).rejects.toMatchObject({
    code: 'precondition-required',
  })
  expect(await environments.update('shop', 'staging', { name: 'Stage' }, by)).toMatchObject({ name: 'Stage' })
})
