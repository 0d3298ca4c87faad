import { expect, it } from 'vitest'
import { segmentsOf, stepsOf } from './times'

const recovery = { state: 'recovered' as const, at: null, because: 'Nobody errs any more.' }
const times = { detect: 3_100, decide: 3_118, commit: 3_119, propagate: 3_150, recover: 8_900 }

it('says how long each step took', () => {
  expect(stepsOf({ times, recovery }).map(({ ms }) => ms)).toEqual([3_100, 18, 1, 31, 8_900])
  const manual = { detect: null, decide: null, commit: 0, propagate: 40, recover: null }
  expect(stepsOf({ times: manual, recovery }).map(({ ms }) => ms)).toEqual([null, null, null, 40, null])
})

it('puts them one after the other, and never counts a time twice', () => {
  expect(segmentsOf({ times }).map(({ ms }) => ms)).toEqual([3_100, 18, 1, 31, 5_750])
  // It was well before the last instance had said so.
  const early = { ...times, propagate: 9_000, recover: 5_000 }
  expect(segmentsOf({ times: early }).map(({ ms }) => ms)).toEqual([3_100, 18, 1, 5_881, 0])
})
