import { attributeOperators } from '@ripcord/model/settings'
import { describe, expect, it } from 'vitest'
import { asKind, fitted, kindOfAll, operatorGroups, pasted, typed } from './operators'

it('offers every operator that the schema has, each once', () => {
  const offered = operatorGroups.flatMap(([, operators]) => operators)
  expect(offered.toSorted()).toEqual([...attributeOperators].sort())
})

describe('what is typed', () => {
  it.each([
    ['text', '12', '12'],
    ['number', '12', 12],
    ['number', '1e3', 1_000],
    ['number', '', null],
    ['number', 'twelve', null],
    ['boolean', 'true', true],
    ['boolean', 'false', false],
  ] as const)('as %s, %j is %j', (kind, text, value) => {
    expect(typed(kind, text)).toBe(value)
  })

  it('becomes another kind where it can', () => {
    expect(asKind('number', '12')).toBe(12)
    expect(asKind('number', 'pro')).toBeNull()
    expect(asKind('text', 12)).toBe('12')
    expect(asKind('text', null)).toBe('')
    expect(kindOfAll(['a', 1])).toBeUndefined()
    expect(kindOfAll([1, null])).toBe('number')
  })

  it('is several values where several lines are pasted', () => {
    expect(pasted('text', ' a \r\n\nb')).toEqual(['a', 'b'])
    expect(pasted('number', '1\n2\n')).toEqual([1, 2])
    expect(pasted('text', 'one line')).toBeUndefined()
  })
})

describe('values go with another operator', () => {
  it.each([
    [['pro', 'free'], 'in', ['pro', 'free']],
    [['18'], 'between', [18, null]],
    [[1, 2, 3], 'between', [1, 2]],
    [['pro'], 'exists', []],
    [[], 'equals', ['']],
    [[1.4], 'semverEqual', ['1.4']],
    [[1_700_000_000_000], 'before', [1_700_000_000_000]],
  ] as const)('%j of %s are %j', (values, operator, expected) => {
    expect(fitted(values, operator)).toEqual(expected)
  })
})
