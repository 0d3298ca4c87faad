import { describe, expect, it } from 'vitest'
import { type Lived, stalenessOf } from './staleness'

const now = Date.parse('2026-06-30T12:00:00Z')
const daysAgo = (days: number): number => now - days * 86_400_000

const settings: NonNullable<Lived['settings']> = {
  enabled: true,
  offVariant: 'off',
  kills: [],
  rules: [],
  prerequisites: [],
  default: { type: 'variant', variant: 'on' },
}
const split = (...weights: number[]): Partial<typeof settings> => ({
  default: { type: 'split', weights: weights.map((weight, i) => ({ variant: `v${i}`, weight })) },
})

function because(more: Partial<Lived> = {}, set: Partial<typeof settings> = {}): string | undefined {
  const lived: Lived = {
    kind: 'release',
    lifetime: { type: 'temporary' },
    settings: { ...settings, ...set },
    changedAt: daysAgo(38),
    lastEvaluatedAt: daysAgo(0),
    ...more,
  }
  return stalenessOf(lived, now)?.because
}

describe('a flag is stale', () => {
  it.each<[string, string, Partial<Lived>, Partial<typeof settings>]>([
    ['serves one variant for long', 'on for everybody for 38 d: remove it from code', {}, {}],
    ['is off for long', 'off for everybody for 38 d: remove it from code', {}, { enabled: false }],
    ['splits one part', 'v1 for everybody for 38 d: remove it from code', {}, split(0, 100)],
    [
      'leaves everybody to their default',
      'the caller’s default for everybody for 38 d: remove it from code',
      {},
      { enabled: false, offVariant: null },
    ],
    [
      'is asked for by nobody',
      'not evaluated here for 31 d: archive it',
      { lastEvaluatedAt: daysAgo(31), kind: 'operational' },
      {},
    ],
    [
      'was never asked for',
      'never evaluated here in 38 d: archive it',
      { lastEvaluatedAt: null },
      split(1, 1),
    ],
    [
      'has outlived its end',
      'should have been gone for 3 d',
      {
        lifetime: { type: 'temporary', expectedEnd: '2026-06-27T11:00:00Z' },
        changedAt: daysAgo(1),
      },
      split(1, 1),
    ],
  ])('that %s', (_name, expected, more, set) => {
    expect(because(more, set)).toBe(expected)
  })
})

describe('a flag is not stale', () => {
  it.each<[string, Partial<Lived>, Partial<typeof settings>]>([
    ['was changed this month', { changedAt: daysAgo(29), lastEvaluatedAt: null }, {}],
    ['has rules', {}, { rules: [{}] }],
    ['has prerequisites', {}, { prerequisites: [{}] }],
    ['splits', {}, split(1, 99)],
    ['is there for one bad day', { kind: 'operational' }, {}],
    ['is a permission', { kind: 'permission' }, {}],
    ['stays for ever', { lifetime: { type: 'permanent' }, lastEvaluatedAt: null }, {}],
    ['is killed', {}, { kills: ['k'] }],
    ['a release rolls out', {}, { release: {} }],
    ['does not stand here', { settings: undefined }, {}],
    ['nothing is known of', { changedAt: undefined, lastEvaluatedAt: undefined }, {}],
    ['ends later', { lifetime: { type: 'temporary', expectedEnd: '2027-01-01T00:00:00Z' } }, split(1, 1)],
  ])('that %s', (_name, more, set) => {
    expect(because(more, set)).toBeUndefined()
  })
})
