import { BlockList, isIP } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { operatorNamed } from './index.js'
import { loadRe2 } from './load-re2.js'
import type { Comparison, Operand, Refusal } from './operator.js'
import { patternSize } from './pattern-size.js'

function compareBy(name: string, values: readonly Operand[]): Comparison {
  const comparison = operatorNamed(name)?.prepare(values, () => Number.NaN)
  if (typeof comparison !== 'function') throw new Error(`${name}: ${comparison?.message}`)
  return comparison
}

/** Why it does not take the values, and which of them it is. */
function refusalBy(name: string, ...values: Operand[]): Refusal {
  const refused = operatorNamed(name)?.prepare(values, () => Number.NaN)
  if (refused === undefined || typeof refused === 'function') throw new Error(`${name} refuses nothing`)
  return refused
}

describe('what an operator does not take', () => {
  it('is told with the limits that it breaks, and which value it is', () => {
    const duration = /weeks, days, hours.*at most six digits.*no months, years or fractions/
    for (const value of ['P1M', 'P1Y', 'PT0.5S', 'P1000000D', 'P2D1W', 'P'])
      expect(refusalBy('beforeNow', 'P1D', value)).toEqual({
        message: expect.stringMatching(duration),
        index: 1,
      })
    const long = `1.0.0-${'a'.repeat(300)}`
    for (const operator of ['semverEqual', 'semverBetween', 'semverCaret', 'semverTilde']) {
      const { message, index } = refusalBy(operator, '1.0.0', long)
      expect(message).toContain('at most 256 characters')
      expect(message.length).toBeLessThan(250)
      expect(index).toBe(1)
    }
    expect(refusalBy('modulo', 10, 10)).toMatchObject({ index: 1 })
    expect(refusalBy('matches', 'a', 'b', '(')).toMatchObject({ index: 2 })
    expect(refusalBy('between', 5, 1)).toEqual({
      message: 'expected the lower bound first, saw 5 before 1: swap them',
      index: undefined,
    })
    for (const operator of ['equals', 'in', 'contains', 'matches', 'arrayAnyOf', 'afterNow'])
      expect(refusalBy(operator)).toEqual({
        message: 'expected at least one value, saw none: name what to compare with',
        index: undefined,
      })
  })
})

describe('inCidr', () => {
  const base = [
    '10.1.2.3',
    '10.1.3.3',
    '192.168.0.1',
    '2001:db8::1',
    '2001:db8:ffff::7',
    '::1',
    '::',
  ] as const
  const addresses = fc.oneof(fc.constantFrom(...base), fc.ipV4(), fc.ipV6())
  const familyOf = (address: string) => (isIP(address) === 4 ? 'ipv4' : 'ipv6')

  it('finds what Node finds, within one family', () => {
    fc.assert(
      fc.property(addresses, addresses, fc.nat(128), (seen, network, bits) => {
        const prefix = bits % (familyOf(network) === 'ipv4' ? 33 : 129)
        const list = new BlockList()
        list.addSubnet(network, prefix, familyOf(network))
        const isIn = familyOf(seen) === familyOf(network) && list.check(seen, familyOf(seen))
        expect(compareBy('inCidr', [`${network}/${prefix}`])(seen)).toBe(isIn)
      }),
      { numRuns: 5_000 },
    )
  })

  it('takes for an address what Node takes for one, but for zones', () => {
    const pieces = ['0', '1', 'a', 'f', '255', '::', ':', '.', 'ffff', 'g', '%', ' ', '01']
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((all) => all.join(''))
    const spoilt = fc
      .tuple(addresses, fc.nat(40), fc.constantFrom('', ':', '.', '0'))
      .map(([address, at, by]) => address.slice(0, at) + by + address.slice(at + 1))
    const compare = compareBy('inCidr', ['::/0'])
    fc.assert(
      fc.property(fc.oneof(text, spoilt), (seen) => {
        expect(compare(seen) !== undefined).toBe(isIP(seen) !== 0 && !seen.includes('%'))
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('matches', () => {
  it('knows of an expression what an engine will make of it, before the engine does', () => {
    const pieces =
      'a b ( ) (?: (?i) [ [^ [[:alpha:]x] [a-z] ] {3} {2,} {2,5} {0,3} { } * + ? | ^ $ \\d \\pL \\x{41} \\Q \\E . 🦊'
    const pattern = fc
      .array(fc.constantFrom(...pieces.split(' ')), { maxLength: 25 })
      .map((all) => all.join(''))
    let compiled = 0
    fc.assert(
      fc.property(pattern, (text) => {
        const size = patternSize(text)
        fc.pre(size <= 2_000)
        let made: number
        try {
          made = loadRe2().RE2JS.compile(text).programSize()
        } catch {
          return
        }
        compiled++
        expect(made).toBeLessThanOrEqual(2 * (size + 2))
      }),
      { numRuns: 2_000 },
    )
    expect(compiled).toBeGreaterThan(200)
  })

  it('says why it takes no expression', () => {
    const messageOf = (value: Operand) => refusalBy('matches', value).message
    expect(messageOf('(a')).toBe(
      'expected a regular expression that RE2 can read, saw "(a": missing closing ): `(a`',
    )
    expect(messageOf('a'.repeat(300))).toContain('at most 256 characters, saw 300: cut it')
    expect(messageOf('(((a{10}){10}){10})')).toContain('saw 1222')
    expect(messageOf(7)).toBe('expected a regular expression as text, saw 7')
  })

  it('answers for an expression that keeps a backtracking engine busy', () => {
    const compare = compareBy('matches', ['^(([a-z])+.)+[A-Z]([a-z])+$'])
    expect(compare('a'.repeat(1_024))).toBe(false)
  })
})
