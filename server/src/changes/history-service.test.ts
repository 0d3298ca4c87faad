import { beforeEach, describe, expect, it } from 'vitest'
import type { RevertRequest } from './history-service.js'
import { previewRevert } from './preview-revert.js'
import { by, createFlag, type House, openShop } from './testing/house.js'

let house: House
beforeEach(async () => {
  house = await openShop('checkout', 'payments')
})

const head = () => house.storage.changes.head('shop')
const settings = (flag: string) => house.flags.readSettings('shop', 'staging', flag)
const enable = (flag: string, enabled = true) =>
  house.flags.updateSettings('shop', 'staging', flag, { enabled }, by)

describe('history', () => {
  it('tells who changed an entity, newest first, page after page', async () => {
    await enable('checkout')
    await enable('checkout', false)
    const entity = { kind: 'flagSettings', environment: 'staging', key: 'checkout' } as const
    const first = await house.history.list('shop', { entity }, { limit: 2 })
    expect(first.items.map(({ kind }) => kind)).toEqual(['flag.settings', 'flag.settings'])
    const cursor = first.nextCursor ?? undefined
    const rest = await house.history.list('shop', { entity }, { limit: 2, cursor })
    expect(rest).toMatchObject({ items: [{ kind: 'flag.created', actor: { id: 'ada' } }], nextCursor: null })
  })

  it('shows what one change changed', async () => {
    await enable('checkout')
    const change = await house.history.read('shop', await head())
    expect(change.differences).toEqual([
      {
        kind: 'flagSettings',
        environment: 'staging',
        key: 'checkout',
        type: 'changed',
        differences: [{ type: 'changed', path: '/enabled', before: false, after: true }],
      },
    ])
  })

  it('knows an entity as it was', async () => {
    const before = await head()
    await enable('checkout')
    const entity = { kind: 'flagSettings', environment: 'staging', key: 'checkout' } as const
    expect((await house.history.entityAt('shop', entity, before)).value).toMatchObject({ enabled: false })
    await expect(house.history.entityAt('shop', entity, 1)).rejects.toMatchObject({ code: 'not-found' })
    await expect(house.history.entityAt('shop', entity, 999)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('compares two revisions in either direction', async () => {
    const from = await head()
    await enable('checkout')
    await createFlag(house, 'later')
    const to = await head()
    const forth = await house.history.diff('shop', { from, to }, { environment: 'staging' })
    expect(forth.map(({ key, type }) => [key, type])).toEqual([
      ['checkout', 'changed'],
      ['later', 'created'],
    ])
    const back = await house.history.diff('shop', { from: to, to: from }, { environment: 'staging' })
    expect(back.map(({ type }) => type)).toEqual(['changed', 'deleted'])
  })
})

/** Of what stands: whoever reverts has seen the head. */
const revert = async (request: RevertRequest) =>
  house.history.revert('shop', request, { ...by, ifMatch: await head() })

describe('revert', () => {
  it('brings definitions, settings and segments back as a new change, and leaves kills alone', async () => {
    await house.segments.create('shop', 'staging', { key: 'beta', name: 'Beta', included: ['u1'] }, by)
    const to = await head()
    await enable('checkout')
    await house.segments.editIds('shop', 'staging', 'beta', { type: 'add', included: ['u2'] }, by)
    const { kill } = await house.kills.kill(
      'shop',
      'staging',
      { target: { type: 'flags', flags: ['checkout'] } },
      by,
    )
    const answer = await house.history.revert('shop', { to }, by)
    expect(answer.revision).toBe(await head())
    expect(await settings('checkout')).toMatchObject({ enabled: false, kills: [kill.killId] })
    expect(await house.segments.exportIds('shop', 'staging', 'beta')).toEqual({
      included: ['u1'],
      excluded: [],
    })
  })

  it('keeps what was created since, unless it is to be archived', async () => {
    const to = await head()
    await createFlag(house, 'later')
    const kept = await house.history.revert('shop', { to }, by)
    expect(kept.reverted).toEqual([])
    expect(kept.kept).toContainEqual(expect.objectContaining({ kind: 'flag', key: 'later' }))
    await revert({ to, created: 'archive' })
    expect((await house.flags.read('shop', 'later')).archived).toBe(true)
  })

  it('never uses a spent key again', async () => {
    await house.segments.create('shop', 'staging', { key: 'beta', name: 'Beta' }, by)
    const to = await head()
    await house.segments.delete('shop', 'staging', 'beta', by)
    const { kept } = await house.history.revert('shop', { to }, by)
    expect(kept).toMatchObject([{ kind: 'segment', key: 'beta' }])
    await expect(house.segments.read('shop', 'staging', 'beta')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('is refused where what comes back would not fit to what stays', async () => {
    await house.segments.create('shop', 'staging', { key: 'beta', name: 'Beta' }, by)
    const when = { type: 'segment', segment: 'beta' } as const
    const rules = [{ id: 'beta', when, serve: { type: 'callerDefault' as const } }]
    await house.flags.updateSettings('shop', 'staging', 'checkout', { rules }, by)
    const to = await head()
    await house.flags.updateSettings('shop', 'staging', 'checkout', { rules: [] }, by)
    await house.segments.delete('shop', 'staging', 'beta', by)
    await expect(house.history.revert('shop', { to }, by)).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: '/flags/checkout/environments/staging/rules/0/when/segment' }],
    })
  })

  it('may be told to touch only some flags', async () => {
    const to = await head()
    await enable('checkout')
    await enable('payments')
    await house.history.revert('shop', { to, flags: ['payments'] }, by)
    expect((await settings('checkout')).enabled).toBe(true)
    expect((await settings('payments')).enabled).toBe(false)
  })

  it('asks for a look where production sees it, and for another one where that has changed', async () => {
    const { revision } = await house.flags.read('shop', 'checkout')
    const to = await head()
    await house.flags.update('shop', 'checkout', { name: 'Other' }, { ...by, ifMatch: revision })
    const seen = await head()
    await expect(house.history.revert('shop', { to }, by)).rejects.toMatchObject({
      code: 'precondition-required',
      message: expect.stringContaining(`the present one is ${seen}.`),
    })
    await expect(house.history.revert('shop', { to }, { ...by, ifMatch: to })).rejects.toMatchObject({
      code: 'precondition-failed',
      extra: { seen: to, stands: seen, fields: ['/name'] },
    })
    expect(await head()).toBe(seen)
    // Also where somebody else has reverted it since, and nothing is left to do.
    await revert({ to })
    await expect(house.history.revert('shop', { to }, { ...by, ifMatch: seen })).rejects.toMatchObject({
      code: 'precondition-failed',
    })
  })

  it('is refused for flags and environments that have never been', async () => {
    const to = await head()
    for (const request of [
      { to, flags: ['typo'] },
      { to, environment: 'typo' },
    ]) {
      await expect(revert(request)).rejects.toMatchObject({ code: 'not-found' })
      await expect(previewRevert(house.history, 'shop', request, to)).rejects.toMatchObject({
        code: 'not-found',
      })
    }
  })
})
