import { expect, it } from 'vitest'
import type { Condition, Flag, Settings } from './flag'
import { needsOf } from './needs'

const settings = (more: Partial<Settings>): Settings => ({
  ...({} as Settings),
  prerequisites: [],
  rules: [],
  ...more,
})
const flag = (key: string, environments: Record<string, Settings>, archived = false): Flag => ({
  ...({} as Flag),
  key,
  archived,
  environments,
})
const asked: Condition = {
  type: 'not',
  of: { type: 'any', of: [{ type: 'flag', flag: 'a', variants: ['on'] }] },
}
const rule = { id: 'r', when: asked, serve: { type: 'variant' as const, variant: 'on' } }

it('finds flags, segments and releases that need one, and where', () => {
  const flags = [
    flag('a', { live: settings({ rules: [rule] }) }),
    flag('b', { live: settings({ prerequisites: [{ flag: 'a', variants: ['on'] }] }), test: settings({}) }),
    flag('c', { live: settings({}), test: settings({ rules: [rule] }) }),
    flag('gone', { live: settings({ rules: [rule] }) }, true),
  ]
  const segments = [
    { key: 's', environment: 'live', rules: [asked] },
    { key: 't', environment: 'live', rules: [] },
  ]
  const release = { key: 'r1', environment: 'live', status: 'running' as const, flags: [{ key: 'a' }] }
  const found = needsOf('a', {
    flags,
    segments,
    releases: [release, { ...release, key: 'r0', status: 'completed' }],
  })
  expect(found.map(({ kind, key, environment }) => `${kind} ${key} in ${environment}`)).toEqual([
    'flag b in live',
    'flag c in test',
    'segment s in live',
    'release r1 in live',
  ])
})
