import { expect, it } from 'vitest'
import { isLike, keep, kept } from './kept'

function tabOf(items = new Map<string, string>()) {
  return {
    items,
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  }
}

it('keeps what is typed under its own name, until it is forgotten', () => {
  const tab = tabOf()
  keep('flag a', { text: '{' }, tab)
  expect(kept('flag a', tab)).toEqual({ text: '{' })
  expect(kept('flag b', tab)).toBeUndefined()
  keep('flag a', undefined, tab)
  expect(tab.items.size).toBe(0)
})

it('finds nothing in a tab that is damaged, or keeps nothing', () => {
  expect(kept('a', { ...tabOf(), getItem: () => '{' })).toBeUndefined()
  const full = {
    ...tabOf(),
    setItem: () => {
      throw new Error('full')
    },
  }
  expect(() => keep('a', 1, full)).not.toThrow()
})

it('tells what was kept by another version', () => {
  const expected = { revision: 0, base: {}, text: '' }
  expect(isLike(expected, { revision: 7, base: { rules: [] }, text: 'x', more: 1 })).toBe(true)
  for (const found of [undefined, null, 7, {}, { revision: '7', base: {}, text: '' }])
    expect(isLike(expected, found)).toBe(false)
})
