import { describe, expect, it } from 'vitest'
import { inserted, moved, pointerOf, replaced, valueAt, without } from './tree'

const root = { rules: [{ id: 'a', when: { of: [1, 2] } }, { id: 'b' }], off: null }

describe('an edit by a path', () => {
  it('changes what is there, and shares all the rest', () => {
    const after = replaced(root, ['rules', 0, 'when', 'of', 1], 3)
    expect(valueAt(after, ['rules', 0, 'when', 'of'])).toEqual([1, 3])
    expect(after.rules[1]).toBe(root.rules[1])
    expect(root.rules[0]?.when?.of).toEqual([1, 2])
  })

  it('keeps members in their order, adds a new one last, and leaves out one that has no value', () => {
    expect(Object.keys(replaced({ a: 1, b: 2 }, ['a'], 3))).toEqual(['a', 'b'])
    expect(replaced({ a: 1 }, ['b'], 2)).toEqual({ a: 1, b: 2 })
    expect(replaced({ a: 1, b: 2 }, ['a'], undefined)).toEqual({ b: 2 })
  })

  it('takes entries out, puts them in, and moves them', () => {
    const of = ['rules', 0, 'when', 'of']
    expect(valueAt(without(root, [...of, 0]), of)).toEqual([2])
    expect(valueAt(inserted(root, of, 1, 9), of)).toEqual([1, 9, 2])
    expect(moved(root, ['rules'], 0, 1).rules.map(({ id }) => id)).toEqual(['b', 'a'])
    expect(moved(root, ['rules'], 0, 2)).toEqual(root)
    expect(moved(root, ['rules'], 1, -1)).toEqual(root)
  })

  it.each([[['nowhere', 0]], [['rules', 7, 'id']], [['off', 'a']]])('changes nothing at %j', (path) => {
    expect(replaced(root, path, 1)).toEqual(root)
    expect(without(root, path)).toEqual(root)
    expect(inserted(root, path, 0, 1)).toEqual(root)
  })
})

it('says a path as the server does', () => {
  expect(pointerOf(['rules', 0, 'a/b~c'])).toBe('/rules/0/a~1b~0c')
})
