import { expect, it } from 'vitest'
import { demoMarks, soldStrip, stepsOf } from './sold'

const second = (at: string, sold: number, failed: number, byNew = 0) => ({
  at: `2026-03-01T12:00:${at}.000Z`,
  sold,
  failed,
  byNew,
})

it('is a minute wide from the first second on, and knows nothing of what comes', () => {
  const { times, failed, byNew } = soldStrip([second('10', 20, 5, 10), second('11', 0, 0)])
  expect(times).toHaveLength(60)
  expect(new Date(times.at(-1) ?? 0).toISOString()).toBe('2026-03-01T12:01:09.000Z')
  expect(failed.slice(0, 3)).toEqual([0.25, null, null])
  expect(byNew.slice(0, 3)).toEqual([0.5, null, null])
  expect(soldStrip([]).times).toEqual([])
})

it('goes along once it is full, with room for what has just happened', () => {
  const long = Array.from({ length: 90 }, (_, i) => ({
    ...second('00', 10, 0),
    at: new Date(i * 1_000).toISOString(),
  }))
  const { times, failed } = soldStrip(long)
  expect(times).toHaveLength(60)
  expect(times[0]).toBe(36_000)
  expect(failed.slice(53, 55)).toEqual([0, null])
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
