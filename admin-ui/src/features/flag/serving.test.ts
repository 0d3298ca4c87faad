import { expect, it } from 'vitest'
import { byRevision, byService, type Instance, servedBy, servingOf } from './serving'

const instance = (more: Partial<Instance>): Instance => ({
  id: 'i',
  service: 'shop',
  version: '1.0.0',
  host: 'h',
  connected: true,
  lastSeenAt: '2026-01-05T08:00:00.000Z',
  lostAt: null,
  goodbyeAt: null,
  struck: false,
  applied: 9,
  lag: 0,
  kills: [],
  notServing: [],
  ...more,
})
const question = { flag: 'a', changedAt: 7, kills: [] }

it.each([
  ['as-set', {}],
  // What it has not applied yet is about other flags.
  ['as-set', { applied: 7, lag: 2 }],
  ['older', { applied: 6, lag: 3 }],
  ['otherwise', { notServing: ['a'] }],
  ['as-set', { notServing: ['b'] }],
  ['unknown', { connected: false, lostAt: '2026-01-05T08:00:00.000Z', applied: 6 }],
  ['unknown', { connected: false, lostAt: '2026-01-05T08:00:00.000Z', notServing: ['a'] }],
  // Whether it still runs or not: it serves what is set.
  [undefined, { connected: false, lostAt: '2026-01-05T08:00:00.000Z' }],
  [undefined, { connected: false, goodbyeAt: '2026-01-05T08:00:00.000Z', applied: 6 }],
  [undefined, { connected: false, lostAt: '2026-01-05T08:00:00.000Z', struck: true, applied: 6 }],
] as const)('calls it %s', (serving, more) => {
  expect(servingOf(instance({ ...more } as Partial<Instance>), question)).toBe(serving)
})

it('counts nobody as safe that does not hold every kill', () => {
  const killed = { ...question, kills: ['k1', 'k2'] }
  expect(servingOf(instance({ kills: ['k1'] }), killed)).toBe('unkilled')
  expect(servingOf(instance({ kills: ['k2', 'k1'] }), killed)).toBe('as-set')
  expect(servingOf(instance({ kills: ['k2', 'k1'], notServing: ['a'] }), killed)).toBe('otherwise')
})

it('has those to look at first, and sums services up', () => {
  const served = servedBy(
    [
      instance({ id: '1' }),
      instance({ id: '2', service: 'cart', version: '2.0.0', applied: 3 }),
      instance({ id: '3', version: '1.1.0', lastSeenAt: '2026-01-05T07:00:00.000Z' }),
    ],
    question,
  )
  expect(served.map(({ instance: { id } }) => id)).toEqual(['2', '1', '3'])
  expect(byRevision(served)).toEqual([
    { revision: 9, total: 2 },
    { revision: 3, total: 1 },
  ])
  expect(byService(served)).toEqual([
    { service: 'cart', versions: ['2.0.0'], total: 1, asSet: 0, heardAt: '2026-01-05T08:00:00.000Z' },
    {
      service: 'shop',
      versions: ['1.0.0', '1.1.0'],
      total: 2,
      asSet: 2,
      heardAt: '2026-01-05T07:00:00.000Z',
    },
  ])
})
