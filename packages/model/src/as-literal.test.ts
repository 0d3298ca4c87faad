import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { asLiteral } from './as-literal.js'

it('answers the text that it is given', () => {
  for (const text of ['', '__proto__', 'constructor', '0', '01', '-1', '4294967296', '\ud800'])
    expect(asLiteral(text)).toBe(text)
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => asLiteral(text) === text))
})
