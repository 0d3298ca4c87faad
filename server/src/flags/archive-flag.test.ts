import { beforeEach, describe, expect, it } from 'vitest'
import { by, type House, openShop } from '../changes/testing/house.js'

let house: House
beforeEach(async () => {
  house = await openShop('checkout', 'payments')
})

describe('archiving', () => {
  const edit = async (key: string) => ({ ...by, ifMatch: (await house.flags.read('shop', key)).revision })

  it('takes the flag from SDKs and keeps its kills for when it comes back', async () => {
    await house.kills.kill('shop', 'production', { target: { type: 'flags', flags: ['checkout'] } }, by)
    const archived = await house.flags.archive('shop', 'checkout', {}, await edit('checkout'))
    expect(archived.archived).toBe(true)
    const { id } = await house.environments.read('shop', 'production')
    const sent = (await house.storage.changes.sentState(id)).entities
    expect(sent.map(({ kind }) => kind)).toEqual(['kill', 'flag'])
    const back = await house.flags.unarchive('shop', 'checkout', await edit('checkout'))
    expect(back.environments['production']?.kills).toHaveLength(1)
  })

  it('is refused while another flag asks for it', async () => {
    const prerequisites = [{ flag: 'payments', variants: ['on'] }]
    await house.flags.updateSettings('shop', 'staging', 'checkout', { prerequisites }, by)
    await expect(house.flags.archive('shop', 'payments', {}, await edit('payments'))).rejects.toMatchObject({
      code: 'in-use',
      message: expect.stringContaining('flag checkout in staging'),
    })
  })

  it('is refused where the flag was evaluated in the last 7 days, unless forced', async () => {
    const { id } = await house.environments.read('shop', 'production')
    const minute = house.clock.now().getTime()
    const count = { environmentId: id, flag: 'checkout', variant: 'on', reason: 'STATIC', minute, count: 1 }
    await house.storage.counts.add([count])
    await expect(house.flags.archive('shop', 'checkout', {}, await edit('checkout'))).rejects.toMatchObject({
      code: 'recently-evaluated',
      extra: { environments: ['production'] },
    })
    const archive = { type: 'archive', archived: true } as const
    const both = [
      { ...archive, flag: 'payments', ifMatch: (await house.flags.read('shop', 'payments')).revision },
      { ...archive, flag: 'checkout', ifMatch: (await house.flags.read('shop', 'checkout')).revision },
    ]
    await expect(house.flags.change('shop', both, by)).rejects.toMatchObject({ code: 'recently-evaluated' })
    const forced = await house.flags.archive('shop', 'checkout', { force: true }, await edit('checkout'))
    expect(forced.archived).toBe(true)
  })

  it('of several is one change, and so is bringing them back', async () => {
    const set = async (archived: boolean) =>
      Promise.all(
        ['checkout', 'payments'].map(async (flag) => {
          const { revision } = await house.flags.read('shop', flag)
          return { type: 'archive', flag, archived, ifMatch: revision } as const
        }),
      )
    const { revision, flags } = await house.flags.change('shop', await set(true), by)
    expect(flags.map(({ archived }) => archived)).toEqual([true, true])
    const back = await house.flags.change('shop', await set(false), by)
    expect(back.revision).toBe(revision + 1)
    expect(back.flags.map(({ archived }) => archived)).toEqual([false, false])
  })
})
