import { expect, it } from 'vitest'
import { ratesOf, stageMarks } from './rates'

const start = Date.parse('2026-01-05T08:00:00Z')
const second = (i: number, stage: number, requests: number, errors: number) => ({
  at: new Date(start + i * 1_000).toISOString(),
  stage,
  treatment: { requests, errors, slow: 0 },
  control: { requests: 10, errors: 0, slow: 0 },
})

it('adds seconds up to rates of both paths, and knows none where nobody asked', () => {
  const seconds = [second(0, 0, 0, 0), second(1, 0, 0, 0), second(3, 0, 4, 1), second(5, 1, 4, 1)]
  expect(ratesOf(seconds)).toEqual({ times: [start, start + 3_000], fresh: [null, 0.25], old: [0, 0] })
  expect(ratesOf([]).times).toEqual([])
})

it('marks where a stage began, and not the one that it began in', () => {
  const seconds = [second(0, 0, 1, 0), second(1, 1, 1, 0), second(2, 1, 1, 0)]
  expect(stageMarks(seconds, [{ share: 0.05 }, { share: 0.25 }])).toEqual([
    { at: start + 1_000, text: '25 %' },
  ])
})
