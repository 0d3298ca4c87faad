import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { compactJson } from './compact-json'

it('breaks only what is too long for a line', () => {
  expect(compactJson([{ type: 'segment', segment: 'staff' }, 1])).toBe(
    '[{ "type": "segment", "segment": "staff" }, 1]',
  )
  expect(compactJson([{ a: 'x'.repeat(40) }, { b: ['y'.repeat(40)], c: {} }])).toBe(
    `[\n  { "a": "${'x'.repeat(40)}" },\n  { "b": ["${'y'.repeat(40)}"], "c": {} }\n]`,
  )
})

it('stays the same JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(compactJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})
