import { expect, it } from 'vitest'
import { type Change, happeningsOf, pairOf } from './happenings'

const change = (revision: number, kind: string, environment: string | null, cause?: object): Change => ({
  ...({} as Change),
  revision,
  at: `2026-01-05T08:00:${String(revision).padStart(2, '0')}.000Z`,
  kind: kind as Change['kind'],
  actor: { type: 'person', id: 'ada' },
  reason: 'why',
  entities: [{ kind: environment === null ? 'flag' : 'flagSettings', environment, key: 'a' }],
  ...(cause !== undefined && { cause: cause as NonNullable<Change['cause']> }),
})

it('tells changes and kills as one list, the newest first', () => {
  const incident = {
    killId: 'k1',
    flags: ['a'],
    openedAt: '2026-01-05T08:00:02.500Z',
    actor: { type: 'guard' as const, id: 'guard' },
    reason: 'errors',
    restored: {
      at: '2026-01-05T08:00:04.000Z',
      by: { type: 'person' as const, id: 'ada', name: 'Ada' },
      reason: 'fixed',
    },
  }
  const found = happeningsOf(
    'a',
    'live',
    [
      change(1, 'flag.created', null),
      change(2, 'flag.settings', 'live'),
      change(3, 'reverted', 'live', { revertedTo: 1 }),
    ],
    [incident, { ...incident, flags: ['b'] }],
  )
  expect(found.map(({ what, where, who }) => [what, where, who])).toEqual([
    ['restored', 'live', 'Ada'],
    ['gone back to 1', 'live', 'ada'],
    ['killed', 'live', 'guard'],
    ['set', 'live', 'ada'],
    ['created', 'everywhere', 'ada'],
  ])
})

it('compares the newest change with what stood before it, unless two are asked for', () => {
  expect(pairOf([9, 5, 2], {})).toEqual({ older: 5, newer: 9 })
  expect(pairOf([9, 5, 2], { from: 9, to: 2 })).toEqual({ older: 2, newer: 9 })
  expect(pairOf([9, 5, 2], { to: 5 })).toEqual({ older: 2, newer: 5 })
  expect(pairOf([4], {})).toEqual({ older: 3, newer: 4 })
  expect(pairOf([], {})).toBeUndefined()
})
