import type { Condition } from '@ripcord/model'
import { beforeEach, describe, expect, it } from 'vitest'
import { by, createFlag, type House, openShop } from '../changes/testing/house.js'
import type { FlagEdit } from './flags-service.js'

let house: House
beforeEach(async () => {
  house = await openShop('checkout', 'payments')
})

const page = { limit: 10 }

describe('creating a flag', () => {
  it('starts it disabled on its off variant, in every environment', async () => {
    const flag = await house.flags.read('shop', 'checkout')
    expect(Object.keys(flag.environments)).toEqual(['production', 'staging'])
    expect(flag.environments['production']).toMatchObject({
      enabled: false,
      offVariant: 'off',
      default: { type: 'variant', variant: 'off' },
      kills: [],
    })
  })

  it('takes null, the caller’s default, for the off variant of a flag without a safe one', async () => {
    const flag = await house.flags.create(
      'shop',
      { key: 'colour', name: 'Colour', type: 'string', variants: { red: '#f00', blue: '#00f' } },
      by,
    )
    expect(flag.environments['staging']).toMatchObject({
      offVariant: null,
      default: { type: 'callerDefault' },
    })
  })

  it('refuses a key that exists', async () => {
    await expect(createFlag(house, 'checkout')).rejects.toMatchObject({ code: 'already-exists', status: 409 })
  })

  it('names each variant that is not of the flag’s type, and changes nothing', async () => {
    const variants = { on: true, off: 'no', maybe: null }
    const head = await house.storage.changes.head('shop')
    await expect(createFlag(house, 'broken', { variants })).rejects.toMatchObject({
      code: 'invalid',
      errors: [
        { path: '/variants/off', seen: 'no' },
        { path: '/variants/maybe', seen: null },
      ],
    })
    expect(await house.storage.changes.head('shop')).toBe(head)
  })

  it('holds object variants against the value schema', async () => {
    const valueSchema = { type: 'object', required: ['limit'], properties: { limit: { type: 'integer' } } }
    const flag = { type: 'object', valueSchema }
    await createFlag(house, 'limits', { ...flag, variants: { low: { limit: 1 } } })
    await expect(
      createFlag(house, 'limits-2', { ...flag, variants: { low: { limit: 1 }, bad: { limit: 'x' } } }),
    ).rejects.toMatchObject({
      errors: [{ path: '/variants/bad/limit', message: expect.stringContaining('integer') }],
    })
  })
})

it('takes a value schema away where it is set to null', async () => {
  const more = { type: 'object', variants: { low: { limit: 1 } }, valueSchema: { type: 'object' } }
  const { revision } = await createFlag(house, 'limits', more)
  const edit = { ...by, ifMatch: revision }
  const patch = { type: 'string' as const, variants: { low: 'low' }, valueSchema: null }
  const changed = await house.flags.update('shop', 'limits', patch, edit)
  expect(changed).toMatchObject({ type: 'string', variants: { low: 'low' } })
  expect(changed).not.toHaveProperty('valueSchema')
})

describe('editing settings', () => {
  it('reaches the SDKs of that environment alone, without fields that say nothing', async () => {
    await house.flags.updateSettings('shop', 'staging', 'checkout', { enabled: true }, by)
    const { id } = await house.environments.read('shop', 'staging')
    const { entities } = await house.storage.changes.sentState(id)
    expect(entities.find(({ key }) => key === 'checkout')?.value).toEqual({
      key: 'checkout',
      type: 'boolean',
      variants: { on: true, off: false },
      enabled: true,
      offVariant: 'off',
      default: { type: 'variant', variant: 'off' },
    })
    const [change] = await house.storage.changes.history('shop', { limit: 1 })
    expect(change?.environments).toEqual(['staging'])
  })

  it('asks for the revision that was seen where production sees the change', async () => {
    await expect(
      house.flags.updateSettings('shop', 'production', 'checkout', { enabled: true }, by),
    ).rejects.toMatchObject({ code: 'precondition-required', status: 428 })
  })

  it('refuses an edit of something that changed meanwhile, and tells what changed', async () => {
    const { revision } = await house.flags.readSettings('shop', 'staging', 'checkout')
    const edit = { ...by, ifMatch: revision }
    await house.flags.updateSettings('shop', 'staging', 'checkout', { enabled: true }, edit)
    await expect(
      house.flags.updateSettings('shop', 'staging', 'checkout', { enabled: false }, edit),
    ).rejects.toMatchObject({
      code: 'precondition-failed',
      status: 412,
      extra: { seen: revision, changes: [{ kind: 'flag.settings', actor: 'Ada' }], fields: ['/enabled'] },
    })
  })

  it('makes no change of an edit that changes nothing', async () => {
    const head = await house.storage.changes.head('shop')
    await house.flags.updateSettings('shop', 'staging', 'checkout', { enabled: false }, by)
    const edit = {
      type: 'settings',
      environment: 'staging',
      flag: 'checkout',
      patch: { enabled: false },
    } as const
    expect((await house.flags.change('shop', [edit], by)).revision).toBe(head)
    expect(await house.storage.changes.head('shop')).toBe(head)
  })

  it('refuses variants that the flag does not have, at their places', async () => {
    await expect(
      house.flags.updateSettings(
        'shop',
        'staging',
        'checkout',
        {
          offVariant: 'nope',
          default: { type: 'split', weights: [{ variant: 'on', weight: 0 }] },
          rules: [
            { id: 'a', when: { type: 'all', of: [] }, serve: { type: 'variant', variant: 'gone' } },
            { id: 'a', when: { type: 'all', of: [] }, serve: { type: 'callerDefault' } },
          ],
        },
        by,
      ),
    ).rejects.toMatchObject({
      errors: [
        { path: '/offVariant' },
        { path: '/default/weights' },
        { path: '/rules/0/serve/variant' },
        { path: '/rules/1/id' },
      ],
    })
  })

  it('refuses what an SDK would quarantine, by the evaluator that SDKs ship', async () => {
    const when: Condition = {
      type: 'attribute',
      attribute: 'version',
      operator: 'semverLess',
      values: ['1.4.2', 'not a version'],
    }
    await expect(
      house.flags.updateSettings(
        'shop',
        'staging',
        'checkout',
        { rules: [{ id: 'old', when, serve: { type: 'callerDefault' } }] },
        by,
      ),
    ).rejects.toMatchObject({ code: 'invalid', errors: [{ path: '/rules/0/when/values/1' }] })
  })
})

it('changes several flags at once, or none of them', async () => {
  const good = {
    type: 'settings',
    flag: 'checkout',
    environment: 'staging',
    patch: { enabled: true },
  } as const
  const bad = {
    type: 'settings',
    flag: 'payments',
    environment: 'staging',
    patch: { offVariant: 'x' },
  } as const
  await expect(house.flags.change('shop', [good, bad], by)).rejects.toMatchObject({
    errors: [{ path: '/edits/1/patch/offVariant' }],
  })
  expect((await house.flags.readSettings('shop', 'staging', 'checkout')).enabled).toBe(false)
  const other = { ...bad, patch: { enabled: true } }
  const { flags } = await house.flags.change('shop', [good, other], by)
  expect(flags.map(({ environments }) => environments['staging']?.enabled)).toEqual([true, true])
})

it('changes what SDKs see of hundreds of flags at once, whoever may own them', async () => {
  const keys = Array.from({ length: 250 }, (_, i) => `many-${i}`)
  for (const key of keys) await createFlag(house, key)
  const edits = keys.map((flag): FlagEdit => {
    const patch = { variants: { on: true, off: false, other: true } }
    return { type: 'definition', flag, patch, ifMatch: undefined }
  })
  for (const edit of edits) edit.ifMatch = (await house.flags.read('shop', edit.flag)).revision
  const { flags } = await house.flags.change('shop', edits, by)
  expect(flags.filter(({ variants }) => Object.hasOwn(variants, 'other'))).toHaveLength(keys.length)
})

it('lists by filter, page after page', async () => {
  await createFlag(house, 'search', { tags: ['web'], owner: 'team-a', description: 'Finds THINGS' })
  await createFlag(house, 'search-2', { tags: ['web'] })
  await house.kills.kill('shop', 'production', { target: { type: 'flags', flags: ['search'] } }, by)
  const keys = async (filter: Parameters<House['flags']['list']>[1]) =>
    (await house.flags.list('shop', filter, page)).items.map(({ key }) => key)
  expect(await keys({ text: 'things' })).toEqual(['search'])
  expect(await keys({ tag: 'web' })).toEqual(['search', 'search-2'])
  expect(await keys({ killedIn: 'production' })).toEqual(['search'])
  expect(await keys({ enabledIn: 'production' })).toEqual([])
  const first = await house.flags.list('shop', {}, { limit: 3 })
  expect(first.items.map(({ key }) => key)).toEqual(['checkout', 'payments', 'search'])
  const cursor = first.nextCursor ?? undefined
  const second = await house.flags.list('shop', {}, { limit: 3, cursor })
  expect(second).toMatchObject({ items: [{ key: 'search-2' }], nextCursor: null })
})

it('answers the same request with the same idempotency key once more, and changes nothing', async () => {
  const idempotency = { key: 'k', fingerprint: 'f' }
  const flag = { key: 'once', name: 'Once', type: 'boolean', variants: { on: true, off: false } } as const
  const first = await house.flags.create('shop', flag, { ...by, idempotency })
  const head = await house.storage.changes.head('shop')
  expect(await house.flags.create('shop', flag, { ...by, idempotency })).toEqual(first)
  expect(await house.storage.changes.head('shop')).toBe(head)
})

it('takes fifty edits of fifty people at once, each of them', async () => {
  const keys = Array.from({ length: 25 }, (_, i) => `many-${i}`)
  await Promise.all(keys.map((key) => createFlag(house, key)))
  await Promise.all(
    keys.map((key) => house.flags.updateSettings('shop', 'staging', key, { enabled: true }, by)),
  )
  expect((await house.flags.list('shop', { enabledIn: 'staging' }, { limit: 100 })).items).toHaveLength(25)
})
