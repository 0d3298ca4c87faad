import type { Condition } from '@ripcord/model'
import { beforeEach, describe, expect, it } from 'vitest'
import { by, createFlag, type House, openShop } from '../changes/testing/house.js'

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

  it('takes null, the caller`s default, for the off variant of a flag without a safe one', async () => {
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

  it('names each variant that is not of the flag`s type, and changes nothing', async () => {
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
      values: ['not a version'],
    }
    await expect(
      house.flags.updateSettings(
        'shop',
        'staging',
        'checkout',
        { rules: [{ id: 'old', when, serve: { type: 'callerDefault' } }] },
        by,
      ),
    ).rejects.toMatchObject({ code: 'invalid', errors: [{ path: '/rules/0/when/values' }] })
  })
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

  it('refuses an edit that makes another flag`s chain too long', async () => {
    for (let i = 0; i <= 21; i++) await createFlag(house, `f${i}`)
    for (let i = 1; i <= 19; i++)
      await house.flags.updateSettings('shop', 'staging', `f${i + 1}`, needs(`f${i}`), by)
    await house.flags.updateSettings('shop', 'staging', 'f21', needs('f20'), by)
    await expect(house.flags.updateSettings('shop', 'staging', 'f1', needs('f0'), by)).rejects.toMatchObject({
      errors: [{ path: '/flags/f21/environments/staging/prerequisites/0/flag' }],
    })
  })
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
    const forced = await house.flags.archive('shop', 'checkout', { force: true }, await edit('checkout'))
    expect(forced.archived).toBe(true)
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
