import { expect, it } from 'vitest'
import { diffLines } from '../diff-lines'
import { sideBySide } from './side-by-side'

const rows = (before: string, after: string) => sideBySide(diffLines(before, after))

it('puts each line opposite to the one that took its place, and tells the word that is another', () => {
  expect(rows('a\n"weight": 10,\nb', 'a\n"weight": 100,\nb')).toEqual([
    { type: 'same', text: 'a' },
    {
      type: 'changed',
      left: { before: '"weight": ', changed: '10', after: ',' },
      right: { before: '"weight": ', changed: '100', after: ',' },
    },
    { type: 'same', text: 'b' },
  ])
})

it('leaves the other side empty where nothing took its place', () => {
  expect(rows('a', 'a\nb')).toEqual([
    { type: 'same', text: 'a' },
    { type: 'changed', left: null, right: { before: 'b', changed: '', after: '' } },
  ])
})

it('keeps what is left out where it is', () => {
  expect(sideBySide([null, { sign: ' ', text: 'a' }, null])).toEqual([
    { type: 'gap' },
    { type: 'same', text: 'a' },
    { type: 'gap' },
  ])
})
