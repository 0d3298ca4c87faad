import { expect, it } from 'vitest'
import { demoMarks, soldStrip, stepsOf } from './sold'

const second = (at: string, sold: number, failed: number, byNew = 0) => ({
  at: `2026-03-01T12:00:${at}.000Z`,
  sold,
  failed,
  byNew,
})

it('is two minutes wide from the first second on, and knows nothing of what was before', () => {
  const { times, failed, byNew } = soldStrip([second('10', 20, 5, 10), second('11', 0, 0)])
  expect(times).toHaveLength(120)
  expect(times.slice(-3).map((at) => new Date(at).toISOString().slice(14, 19))).toEqual([
    '00:09',
    '00:10',
    '00:11',
  ])
  expect(failed.slice(-3)).toEqual([null, 0.25, null])
  expect(byNew.slice(-3)).toEqual([null, 0.5, null])
})

it('marks what has happened, and nothing else', () => {
  const none = { rollsAt: null, brokenAt: null, killedAt: null, release: null }
  expect(demoMarks(none)).toEqual([])
  const at = '2026-03-01T12:00:00.000Z'
  expect(demoMarks({ ...none, release: 'kites-2', rollsAt: at, killedAt: at })).toEqual([
    { at: Date.parse(at), text: 'kites-2 starts', isKill: false },
    { at: Date.parse(at), text: 'killed', isKill: true },
  ])
})

it.each([
  ['off', 'later later later'],
  ['starting', 'now later later'],
  ['rolling', 'done now later'],
  ['broken', 'done done now'],
  ['killed', 'done done done'],
] as const)('knows which step is next while it is %s', (state, steps) => {
  expect(stepsOf(state).join(' ')).toBe(steps)
})
