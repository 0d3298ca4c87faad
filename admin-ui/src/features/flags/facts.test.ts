import { expect, it } from 'vitest'
import { factsOf } from './facts'
import { type Flag, found, ranked } from './find-flags'

const now = Date.parse('2026-06-30T12:00:00Z')
const long = '2026-01-01T00:00:00Z'

function flag(key: string, more: object = {}, settings: object = {}): Flag {
  const live = {
    enabled: true,
    offVariant: 'off',
    kills: [],
    rules: [],
    prerequisites: [],
    default: { type: 'variant', variant: 'on' },
    ...settings,
  }
  const lifetime = { type: 'temporary' }
  // Only what is looked at.
  return {
    key,
    name: key,
    kind: 'release',
    owner: '',
    tags: [],
    lifetime,
    environments: { live },
    ...more,
  } as unknown as Flag
}

const flags = [
  flag('old'),
  flag('new'),
  flag('rolling', {}, { release: { key: 'r1', share: 0.1, outgoing: 'on' } }),
  flag('killed', { tags: ['web'] }, { kills: ['k1'] }),
  flag('next'),
]
const release = (key: string, status: string, killId: string | null, of: string) => ({
  key,
  status,
  killId,
  flags: [{ key: of }],
})
const asked = {
  environment: 'live',
  releases: [
    release('r1', 'running', null, 'rolling'),
    release('r2', 'killed', 'k1', 'killed'),
    release('r3', 'draft', null, 'next'),
    release('r0', 'completed', null, 'old'),
  ],
  lastEvaluated: { old: '2026-06-30T11:00:00Z' },
  lastChanged: { old: long, new: '2026-06-29T00:00:00Z', rolling: long, killed: long, next: long },
  now,
}

it('tells which release a flag is part of: one that runs, that was killed with it, or that is being written', () => {
  expect(Object.fromEntries(factsOf(flags, asked).partOf)).toEqual({
    rolling: 'r1',
    killed: 'r2',
    next: 'r3',
  })
})

it('tells which flags have done their work', () => {
  expect([...factsOf(flags, asked).stale.keys()]).toEqual(['old', 'next'])
})

it('narrows the list to what is stale, to a release, to a tag, and shows first what is not as usual', () => {
  const facts = factsOf(flags, asked)
  const keys = (search: Parameters<typeof found>[2]) =>
    found(ranked(flags, 'live'), 'live', search, facts).map(({ key }) => key)
  expect(keys({})).toEqual(['killed', 'rolling', 'new', 'next', 'old'])
  expect(keys({ stale: 'yes' })).toEqual(['next', 'old'])
  expect(keys({ release: 'r1' })).toEqual(['rolling'])
  expect(keys({ tag: 'web', state: 'killed' })).toEqual(['killed'])
})
