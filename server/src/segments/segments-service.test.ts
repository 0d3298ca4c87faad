import { beforeEach, expect, it } from 'vitest'
import { by, type House, openShop } from '../changes/testing/house.js'

let house: House
beforeEach(async () => {
  house = await openShop('checkout')
})

const ids = (count: number, prefix = 'u') => Array.from({ length: count }, (_, i) => `${prefix}${i}`)
const create = (more: object = {}) =>
  house.segments.create('shop', 'staging', { key: 'beta', name: 'Beta', ...more }, by)
const edit = (change: Parameters<House['segments']['editIds']>[3]) =>
  house.segments.editIds('shop', 'staging', 'beta', change, by)
const chunks = async () =>
  (
    await house.storage.changes.read('shop', [{ kind: 'segment', environment: 'staging', keys: ['beta'] }])
  ).get('segment', 'staging', 'beta')?.value?.chunks
const test = async (id: string) => (await house.segments.test('shop', 'staging', 'beta', id)).listed

it('says whether an identifier is listed', async () => {
  await create({ included: ['in'], excluded: ['out'] })
  expect([await test('in'), await test('out'), await test('else')]).toEqual([
    'included',
    'excluded',
    'neither',
  ])
})

it('keeps 1,000 identifiers in chunks whose number is a power of two', async () => {
  const segment = await create({ included: ids(1_000) })
  expect(segment.ids).toEqual({ included: 1_000, excluded: 0 })
  expect(await chunks()).toBe(8)
})

it('writes and sends one chunk where one identifier is added to many', async () => {
  await create({ included: ids(1_000) })
  await edit({ type: 'add', included: ['one-more'] })
  const [change] = await house.storage.changes.history('shop', { limit: 1 })
  expect(change?.entities.map(({ kind }) => kind)).toEqual(['segmentChunk'])
  expect(await test('one-more')).toBe('included')
})

it('spreads identifiers over more chunks as it grows, in one change, and loses none', async () => {
  await create({ included: ids(100) })
  const before = await house.storage.changes.head('shop')
  await edit({ type: 'add', included: ids(5_000) })
  expect(await house.storage.changes.head('shop')).toBe(before + 1)
  expect(await chunks()).toBe(32)
  expect((await house.segments.exportIds('shop', 'staging', 'beta')).included).toEqual(ids(5_000).sort())
})

it('sends nothing of a chunk that holds nothing any more', async () => {
  await create({ included: ids(1_000) })
  await edit({ type: 'replace', included: ['only'], excluded: [] })
  const id = await house.environments.idOf('shop', 'staging')
  const sent = (await house.storage.changes.sentState(id)).entities
  expect(sent.filter(({ kind }) => kind === 'segmentChunk')).toEqual([
    { kind: 'segmentChunk', key: 'beta/0', value: { included: ['only'], excluded: [] } },
  ])
  await edit({ type: 'add', included: ids(1_000) })
  expect((await house.segments.read('shop', 'staging', 'beta')).ids.included).toBe(1_001)
})

it('moves an identifier from one list to the other where it is added there', async () => {
  await create({ included: ['u1'] })
  await edit({ type: 'add', excluded: ['u1'] })
  expect(await house.segments.exportIds('shop', 'staging', 'beta')).toEqual({
    included: [],
    excluded: ['u1'],
  })
  await edit({ type: 'remove', excluded: ['u1'] })
  expect(await test('u1')).toBe('neither')
})

it('refuses more identifiers than a segment holds, and one in both lists', async () => {
  await expect(create({ included: ids(100_001) })).rejects.toMatchObject({ code: 'limit-reached' })
  await expect(create({ included: ['a'], excluded: ['a'] })).rejects.toMatchObject({
    errors: [{ path: '/included/0' }],
  })
})

it('refuses more identifiers than a segment holds also where they are added, a few or many', async () => {
  await create({ included: ids(99_999) })
  await edit({ type: 'add', included: ['u0', 'the-last'] })
  const refused = { code: 'limit-reached', message: expect.stringContaining('this would be 100001') }
  await expect(edit({ type: 'add', excluded: ['one-more'] })).rejects.toMatchObject(refused)
  await expect(edit({ type: 'add', included: ids(100_000, 'v') })).rejects.toMatchObject({
    message: expect.stringContaining('this would be 200000'),
  })
  await edit({ type: 'remove', included: ['u0'] })
  await edit({ type: 'add', excluded: ['one-more', 'u1'] })
  expect((await house.segments.read('shop', 'staging', 'beta')).ids).toEqual({
    included: 99_998,
    excluded: 2,
  })
})

it('has a new ETag after a change of its identifiers', async () => {
  const { revision } = await create({ included: ['a'] })
  const { revision: now } = await edit({ type: 'add', included: ['b'] })
  expect(now).toBeGreaterThan(revision)
  await expect(
    house.segments.update('shop', 'staging', 'beta', { name: 'New' }, { ...by, ifMatch: revision }),
  ).rejects.toMatchObject({ code: 'precondition-failed' })
})

it('is not deleted while a flag asks for it; afterwards its key is spent', async () => {
  await create({ included: ['a'] })
  const when = { type: 'segment', segment: 'beta' } as const
  const rules = [{ id: 'r', when, serve: { type: 'callerDefault' as const } }]
  await house.flags.updateSettings('shop', 'staging', 'checkout', { rules }, by)
  await expect(house.segments.delete('shop', 'staging', 'beta', by)).rejects.toMatchObject({
    code: 'in-use',
    message: expect.stringContaining('flag checkout'),
  })
  await house.flags.updateSettings('shop', 'staging', 'checkout', { rules: [] }, by)
  await house.segments.delete('shop', 'staging', 'beta', by)
  await expect(create()).rejects.toMatchObject({ code: 'key-spent' })
})

it('refuses segments that ask for each other in a circle', async () => {
  const asks = (segment: string) => ({ rules: [{ type: 'segment' as const, segment }] })
  await create()
  await house.segments.create('shop', 'staging', { key: 'other', name: 'Other', ...asks('beta') }, by)
  await expect(house.segments.update('shop', 'staging', 'beta', asks('other'), by)).rejects.toMatchObject({
    code: 'invalid',
  })
})

it('lists those of one environment by text', async () => {
  await create()
  const list = (environment: string, text?: string) =>
    house.segments.list('shop', environment, { text }, { limit: 10 })
  expect((await list('staging', 'BET')).items.map(({ key }) => key)).toEqual(['beta'])
  expect((await list('staging', 'x')).items).toEqual([])
  expect((await list('production')).items).toEqual([])
})
