import { expect, it } from 'vitest'
import type { Flag } from '../flags/find-flags'
import { linesOf, otherThan, segmentWords, undoOf } from './compare'

it('shows what stands and what it would be, at its place', () => {
  const lines = linesOf([
    { type: 'changed', path: '/enabled', before: false, after: true },
    { type: 'added', path: '/rules/0', after: { id: 'staff' } },
    { type: 'removed', path: '/prerequisites/0', before: 'a' },
  ])
  expect(lines.map(({ sign, text }) => sign + text)).toEqual([
    '-enabled: false',
    '+enabled: true',
    '+rules.0: {"id":"staff"}',
    '-prerequisites.0: "a"',
  ])
})

it('compares with staging, else with what is no production, else with what there is', () => {
  const production = { key: 'production', production: true }
  const staging = { key: 'staging', production: false }
  const development = { key: 'development', production: false }
  expect(otherThan('production', [development, production, staging])).toBe('staging')
  expect(otherThan('staging', [production, development, staging])).toBe('development')
  expect(otherThan('staging', [production, staging])).toBe('production')
  expect(otherThan('staging', [staging])).toBeUndefined()
})

it('says what of a segment goes along', () => {
  const ids = { includedAdded: 0, includedRemoved: 0, excludedAdded: 0, excludedRemoved: 0 }
  const segment = { segment: 'staff', isNew: false, differences: [], ids }
  expect(segmentWords(segment)).toBe('staff')
  expect(
    segmentWords({ ...segment, isNew: true, ids: { ...ids, includedAdded: 3, excludedRemoved: 1 } }),
  ).toBe('staff (new, 3 more in, 1 fewer kept out)')
})

it('takes back what was changed, and nothing else', () => {
  const live = { enabled: false, rules: [], default: { type: 'callerDefault' }, kills: [], revision: 3 }
  const flag = (key: string) => ({ key, environments: { live } }) as unknown as Flag
  const edits = undoOf([flag('a'), flag('b')], { to: 'live', flags: [{ flag: 'b', differences: [] }] }, 9)
  const patch = { enabled: false, rules: [], default: { type: 'callerDefault' } }
  expect(edits).toEqual([{ type: 'settings', flag: 'b', environment: 'live', patch, ifMatch: 9 }])
})
