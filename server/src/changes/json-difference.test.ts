import { canonicalJson, type Json } from '@ripcord/model'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonDifferences } from './json-difference.js'

it('names members that came, went and changed, by JSON pointer', () => {
  const before = { a: 1, b: { c: [1, 2] }, 'x/y': true }
  const after = { b: { c: [1, 3] }, 'x/y': true, d: null }
  expect(jsonDifferences(before, after)).toEqual([
    { type: 'removed', path: '/a', before: 1 },
    { type: 'changed', path: '/b/c/1', before: 2, after: 3 },
    { type: 'added', path: '/d', after: null },
  ])
})

it('shows a list of another length as a whole', () => {
  expect(jsonDifferences({ a: [1, 2] }, { a: [1] })).toEqual([
    { type: 'changed', path: '/a', before: [1, 2], after: [1] },
  ])
})

it('finds nothing between two values exactly where they are equal', () => {
  const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json)
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(jsonDifferences(a, structuredClone(a))).toEqual([])
      expect(jsonDifferences(a, b).length === 0).toBe(canonicalJson(a) === canonicalJson(b))
    }),
  )
})
