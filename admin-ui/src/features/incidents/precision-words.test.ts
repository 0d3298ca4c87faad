import { expect, it } from 'vitest'
import { precisionWords } from './precision-words'

it('says how often the guard was right', () => {
  expect(precisionWords({ right: 3, wrong: 1, unlabelled: 0, precision: 0.75 })).toBe(
    'Of 4 kills by the guard 3 were right, 75 %.',
  )
  expect(precisionWords({ right: 1, wrong: 0, unlabelled: 2, precision: 1 })).toBe(
    'Of 1 kill by the guard 1 was right, 100 %. Nobody has said yet of 2.',
  )
  expect(precisionWords({ right: 0, wrong: 0, unlabelled: 1, precision: null })).toBe(
    'Nobody has said yet whether 1 kill of the guard was right.',
  )
})
