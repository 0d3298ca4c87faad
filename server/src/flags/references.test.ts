import { beforeEach, describe, expect, it } from 'vitest'
import { by, createFlag, type House, openShop } from '../changes/testing/house.js'

let house: House
beforeEach(async () => {
  house = await openShop('checkout', 'payments')
})

describe('flags that refer to each other', () => {
  const needs = (flag: string) => ({ prerequisites: [{ flag, variants: ['on'] }] })

  it('refuses a circle, also over several flags', async () => {
    await createFlag(house, 'basket')
    await house.flags.updateSettings('shop', 'staging', 'checkout', needs('payments'), by)
    await house.flags.updateSettings('shop', 'staging', 'payments', needs('basket'), by)
    await expect(
      house.flags.updateSettings('shop', 'staging', 'basket', needs('checkout'), by),
    ).rejects.toMatchObject({
      code: 'invalid',
      errors: [
        {
          path: '/prerequisites/0/flag',
          message: expect.stringContaining('basket → checkout → payments → basket'),
        },
        expect.anything(),
        expect.anything(),
      ],
    })
  })

  it('refuses flags, variants and segments that are not there', async () => {
    const patch = {
      prerequisites: [
        { flag: 'nope', variants: ['on'] },
        { flag: 'payments', variants: ['on', 'purple'] },
      ],
      rules: [
        {
          id: 'a',
          when: { type: 'segment' as const, segment: 'beta' },
          serve: { type: 'callerDefault' as const },
        },
      ],
    }
    await expect(house.flags.updateSettings('shop', 'staging', 'checkout', patch, by)).rejects.toMatchObject({
      errors: [
        { path: '/prerequisites/0/flag', seen: 'nope' },
        { path: '/prerequisites/1/variants/1', seen: 'purple' },
        { path: '/rules/0/when/segment', seen: 'beta' },
      ],
    })
  })

  it('refuses an edit that would take away what another flag asks for', async () => {
    await house.flags.updateSettings('shop', 'staging', 'checkout', needs('payments'), by)
    const { revision } = await house.flags.read('shop', 'payments')
    const variants = { yes: true, off: false }
    await expect(
      house.flags.update('shop', 'payments', { variants }, { ...by, ifMatch: revision }),
    ).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: '/flags/checkout/environments/staging/prerequisites/0/variants/0', seen: 'on' }],
    })
  })

  it('refuses an edit that makes another flag’s chain too long', async () => {
    for (let i = 0; i <= 21; i++) await createFlag(house, `f${i}`)
    for (let i = 1; i <= 19; i++)
      await house.flags.updateSettings('shop', 'staging', `f${i + 1}`, needs(`f${i}`), by)
    await house.flags.updateSettings('shop', 'staging', 'f21', needs('f20'), by)
    await expect(house.flags.updateSettings('shop', 'staging', 'f1', needs('f0'), by)).rejects.toMatchObject({
      errors: [{ path: '/flags/f21/environments/staging/prerequisites/0/flag' }],
    })
  })
})
