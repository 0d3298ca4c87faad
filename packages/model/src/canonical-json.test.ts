import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, type Json } from './canonical-json.js'

/** The same value with the keys of each object in the opposite order. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reversed(member)]),
  )
}

describe('canonicalJson', () => {
  it('writes the example of RFC 8785', () => {
    const value = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
        '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    ) as Json
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
  })

  it('sorts keys by UTF-16 code units, as RFC 8785 has it', () => {
    const value = { '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 }
    expect(canonicalJson(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}')
  })

  it('writes one text for equal values, and reads back as the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (generated) => {
        // Minus zero is 0 once it has been JSON.
        const value = JSON.parse(JSON.stringify(generated)) as Json
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value))
        const read = JSON.parse(canonicalJson(value)) as Json
        expect(read).toEqual(value)
        expect(canonicalJson(read)).toBe(canonicalJson(value))
      }),
    )
  })

  it('writes a text as JSON.stringify does, whatever is in it', () => {
    const texts = fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) })
    fc.assert(
      fc.property(texts, (text) => {
        expect(canonicalJson(text)).toBe(JSON.stringify(text))
      }),
    )
    for (const text of ['"', '\\', '\u001f', '\u007f', '\u2028', '\ud800', '\udfff', '😀', '[]'])
      expect(canonicalJson({ [text]: text })).toBe(JSON.stringify({ [text]: text }))
  })

  it('leaves out members that are undefined, as JSON does', () => {
    expect(canonicalJson({ a: undefined as unknown as Json, b: 1 })).toBe('{"b":1}')
  })
})
