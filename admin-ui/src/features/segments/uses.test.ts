import { expect, it } from 'vitest'
import type { Condition, Flag } from '../flag/flag'
import { flagsThatUse, segmentsThatUse } from './uses'

const staff: Condition = { type: 'segment', segment: 'staff' }
const flag = (key: string, environment: string, when: Condition): Flag =>
  ({
    key,
    environments: {
      [environment]: { rules: [{ id: 'r', when, serve: { type: 'variant', variant: 'on' } }] },
    },
  }) as never

it('names the flags whose rules ask for a segment, however deep, in that environment', () => {
  const flags = [
    flag('plain', 'live', staff),
    flag('deep', 'live', { type: 'all', of: [{ type: 'not', of: { type: 'any', of: [staff] } }] }),
    flag('another', 'live', { type: 'segment', segment: 'beta' }),
    flag('elsewhere', 'staging', staff),
  ]
  expect(flagsThatUse('staff', flags, 'live')).toEqual(['plain', 'deep'])
})

it('names the segments whose rules ask for another', () => {
  const segments = [
    { key: 'staff', rules: [] },
    { key: 'everybody', rules: [{ type: 'not' as const, of: staff }] },
  ]
  expect(segmentsThatUse('staff', segments)).toEqual(['everybody'])
})
