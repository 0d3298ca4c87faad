import { beforeEach, describe, expect, it } from 'vitest'
import { by, type House, openShop } from '../changes/testing/house.js'

let house: House
beforeEach(async () => {
  house = await openShop('checkout', 'payments')
})

describe('promotion', () => {
  beforeEach(async () => {
    await house.segments.create('shop', 'staging', { key: 'beta', name: 'Beta', included: ['u1', 'u2'] }, by)
    const rules = [
      {
        id: 'beta',
        when: { type: 'segment' as const, segment: 'beta' },
        serve: { type: 'variant' as const, variant: 'on' },
      },
    ]
    await house.flags.updateSettings('shop', 'staging', 'checkout', { enabled: true, rules }, by)
  })
  const request = { from: 'staging', to: 'production' }

  it('shows what would change, and copies flags with the segments that they need in one change', async () => {
    const seen = await house.flags.comparePromotion('shop', request)
    expect(seen.flags.map(({ flag }) => flag)).toEqual(['checkout'])
    expect(seen.flags[0]?.differences.map(({ path }) => path)).toEqual(['/enabled', '/rules'])
    expect(seen.segments).toMatchObject([{ segment: 'beta', isNew: true, ids: { includedAdded: 2 } }])
    await house.flags.promote('shop', request, { ...by, ifMatch: seen.revision })
    const settings = await house.flags.readSettings('shop', 'production', 'checkout')
    expect(settings.enabled).toBe(true)
    expect(await house.segments.test('shop', 'production', 'beta', 'u2')).toMatchObject({
      listed: 'included',
    })
    expect((await house.flags.comparePromotion('shop', request)).flags).toEqual([])
    const head = await house.storage.changes.head('shop')
    const again = await house.flags.promote('shop', request, { ...by, ifMatch: head })
    expect(again).toMatchObject({ revision: head, promotion: { flags: [], segments: [] } })
  })

  it('is refused where what was compared has changed', async () => {
    const seen = await house.flags.comparePromotion('shop', request)
    await house.flags.updateSettings('shop', 'staging', 'checkout', { offVariant: 'on' }, by)
    await expect(
      house.flags.promote('shop', request, { ...by, ifMatch: seen.revision }),
    ).rejects.toMatchObject({ code: 'precondition-failed' })
  })

  it('asks for the comparison, and names the present revision, where production sees it', async () => {
    const { revision } = await house.flags.comparePromotion('shop', request)
    await expect(house.flags.promote('shop', request, by)).rejects.toMatchObject({
      code: 'precondition-required',
      message: expect.stringContaining(`the present one is ${revision}.`),
    })
  })
})
