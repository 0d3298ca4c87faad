import { describe, expect, it } from 'vitest'
import { placeWords } from './place-words'

const room = { left: 0, right: 400, gap: 4 }
const word = (x: number, width = 60, isKill = false) => ({ x, width, isKill })

describe('words on a chart', () => {
  it('stand to the right of their line, and to its left at the end', () => {
    expect(placeWords([word(100), word(390)], room)).toEqual([
      { from: 104, row: 0 },
      { from: 326, row: 0 },
    ])
  })

  it('take the second row where another stands', () => {
    expect(placeWords([word(100), word(96)], room)).toEqual([
      { from: 104, row: 0 },
      { from: 32, row: 0 },
    ])
    expect(placeWords([word(10), word(12)], room)[1]).toEqual({ from: 16, row: 1 })
  })

  it('are left out where they would be taken for those of another line', () => {
    expect(placeWords([word(40), word(20), word(60)], room)[0]).toBeNull()
  })

  it('of a kill stand, whatever line they cover', () => {
    expect(placeWords([word(40, 60, true), word(20), word(60)], room)[0]).toEqual({ from: 44, row: 0 })
  })
})
