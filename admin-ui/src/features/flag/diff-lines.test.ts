import { expect, it } from 'vitest'
import { around, diffLines } from './diff-lines'

const shown = (before: string, after: string) =>
  diffLines(before, after).map(({ sign, text }) => `${sign}${text}`)

it('tells what went, what came and what stays', () => {
  expect(shown('a\nb\nc', 'a\nx\nc')).toEqual([' a', '-b', '+x', ' c'])
  expect(shown('a', 'a\nb')).toEqual([' a', '+b'])
  expect(shown('a\nb', 'b')).toEqual(['-a', ' b'])
  expect(shown('a\nb', 'a\nb')).toEqual([' a', ' b'])
  expect(shown('', 'a')).toEqual(['-', '+a'])
})

it('gives both texts back, whatever they are', () => {
  const before = 'q\nw\ne\nr\nt\nw\ne'
  const after = 'w\ne\nx\nt\nq\ne'
  const lines = diffLines(before, after)
  const of = (sign: string) =>
    lines
      .filter((one) => one.sign !== sign)
      .map(({ text }) => text)
      .join('\n')
  expect(of('+')).toBe(before)
  expect(of('-')).toBe(after)
})

it('does not compare what would take long', () => {
  const many = (word: string) => Array.from({ length: 2_000 }, (_, i) => `${word}${i}`).join('\n')
  expect(diffLines(many('a'), many('b'))).toHaveLength(4_000)
})

it('leaves out what is far from any change', () => {
  const text = Array.from({ length: 20 }, (_, i) => `${i}`)
  const lines = around(diffLines(text.join('\n'), text.with(10, 'x').join('\n')), 1)
  expect(lines.map((line) => line && `${line.sign}${line.text}`)).toEqual([
    null,
    ' 9',
    '-10',
    '+x',
    ' 11',
    null,
  ])
})
