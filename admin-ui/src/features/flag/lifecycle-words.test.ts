import { expect, it } from 'vitest'
import type { Settings } from './flag'
import { everybodyGets, type Facts, kindWords, lifeOf, recentlyIn } from './lifecycle-words'

const now = Date.parse('2026-06-01T12:00:00Z')
const daysAgo = (days: number): string => new Date(now - days * 86_400_000).toISOString()
const actor = { type: 'person' as const, id: 'ada', name: 'Ada' }
const settings: Settings = {
  flag: 'a',
  environment: 'live',
  revision: 4,
  kills: [],
  enabled: true,
  offVariant: 'off',
  rules: [],
  prerequisites: [],
  default: { type: 'variant', variant: 'on' },
  whenBlind: { type: 'keep' },
}
const facts: Facts = {
  flag: { key: 'a', kind: 'release', lifetime: { type: 'temporary' }, archived: false },
  environment: 'live',
  settings,
  changes: [
    {
      at: daysAgo(2),
      revision: 9,
      kind: 'flag.updated',
      actor,
      entities: [{ kind: 'flag', environment: null, key: 'a' }],
    },
    {
      at: daysAgo(40),
      revision: 4,
      kind: 'flag.settings',
      actor,
      entities: [{ kind: 'flagSettings', environment: 'live', key: 'a' }],
    },
    { at: daysAgo(90), revision: 1, kind: 'flag.created', actor, entities: [] },
  ],
  lastEvaluatedAt: now - 20_000,
  rates: [{ variant: 'on', reason: 'STATIC', perSecond: 1, share: 1, count: 9 }],
}
const says = (name: string, more: Partial<Facts> = {}) =>
  lifeOf({ ...facts, ...more }, now).lines.find((line) => line.name === name)?.says

it('says why a flag should go, by the same rule as the list', () => {
  expect(lifeOf(facts, now).stale).toBe('on for everybody for 40 d: remove it from code')
  const permanent = { ...facts.flag, lifetime: { type: 'permanent' as const } }
  expect(lifeOf({ ...facts, flag: permanent }, now).stale).toBeUndefined()
})

it('says since when everybody gets one variant: another owner is no other setting', () => {
  expect(says('serves')).toBe('on to everybody, for 40 d (revision 4)')
  expect(says('serves', { settings: { ...settings, enabled: false } })).toBe(
    'off to everybody, for 40 d (revision 4)',
  )
  expect(says('serves', { settings: { ...settings, kills: ['k'] } })).toBe('off, as long as it is killed')
  const weights = [
    { variant: 'on', weight: 1 },
    { variant: 'off', weight: 1 },
  ]
  expect(everybodyGets({ ...settings, default: { type: 'split', weights } })).toBeUndefined()
})

it('says of what is archived that it serves nothing, and no more that it should go', () => {
  const archived = { ...facts.flag, archived: true }
  expect(says('serves', { flag: archived })).toBe('nothing: it is archived')
  expect(lifeOf({ ...facts, flag: archived }, now).stale).toBeUndefined()
})

it('says how old it is, when it was last asked for, and what it gave', () => {
  expect(says('created')).toBe('90 d ago by Ada')
  expect(says('last evaluated')).toBe('within the last minute')
  expect(says('last evaluated', { lastEvaluatedAt: null })).toBe('never here')
  expect(says('in the last hour')).toBe('on')
  expect(says('in the last hour', { rates: [] })).toBe('nothing to anybody')
})

it('says until when it is meant to be there', () => {
  const end = (expectedEnd: string) =>
    kindWords({ kind: 'experiment', lifetime: { type: 'temporary', expectedEnd } }, now)
  expect(end(daysAgo(-17))).toBe('experiment, ends 18 Jun 2026, in 17 d')
  expect(end(daysAgo(1))).toBe('experiment, should have ended 31 May 2026')
  expect(kindWords({ kind: 'operational', lifetime: { type: 'permanent' } }, now)).toBe(
    'operational, permanent',
  )
})

it('names where it was asked for within seven days', () => {
  const evaluated = new Map([
    ['live', now - 3_600_000],
    ['old', now - 8 * 86_400_000],
    ['new', null],
  ])
  expect(recentlyIn(evaluated, now)).toEqual(['live 1 h ago'])
})
