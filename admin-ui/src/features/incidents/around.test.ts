import { expect, it } from 'vitest'
import { aroundKill, marksOf } from './around'
import type { Incident } from './incident'

const kill = Date.parse('2026-01-05T08:00:00.500Z')
const at = (seconds: number): string => new Date(kill + seconds * 1_000).toISOString()

const incident = {
  openedAt: at(0),
  before: { firstBadAt: at(-4), detectedAt: at(-1), decidedAt: at(0) },
  acknowledged: { allAt: at(0.031) },
  recovery: { state: 'recovered', at: at(9), because: '' },
} as Incident

const second = (seconds: number, errors: number) => ({
  at: at(seconds),
  stage: 0,
  treatment: { requests: 10, errors, slow: 0 },
  control: { requests: 30, errors: 3, slow: 0 },
})

it('shows both paths until the kill, and what is left of the services from then on', () => {
  const seconds = [second(-900, 0), second(-4.5, 0), second(-2.5, 5), second(3, 9)]
  const traffic = [-9.5, 0.5, 0.5, 10.5, 90].map((from) => ({ at: at(from), requests: 50, errors: 5 }))
  const { times, fresh, old } = aroundKill(incident, seconds, traffic)
  expect(fresh).toEqual([0, 0.5, null, null])
  expect(old).toEqual([0.1, 0.1, 0.1, 0.1])
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(times.at(-1)).toBe(kill + 15_500)
})

it('has room for the kill where nothing is counted after it yet, and nothing where nothing is known', () => {
  const { times, fresh } = aroundKill(incident, [second(-2, 1)], [])
  expect(times.at(-1)).toBe(kill + 10_000)
  expect(fresh).toEqual([0.1, null])
  expect(aroundKill(incident, [], []).times).toEqual([])
})

it('marks what led to it and what came of it', () => {
  expect(marksOf(incident).map(({ text }) => text)).toEqual([
    'first bad',
    'noticed',
    'killed, 31 ms to every instance',
    'recovered',
  ])
  const late = { ...incident, acknowledged: { ...incident.acknowledged, allAt: at(30) } }
  expect(marksOf(late).map(({ text }) => text)).toContain('last acknowledged')
  const bare = {
    ...incident,
    before: { firstBadAt: null, detectedAt: null, decidedAt: null },
    acknowledged: { ...incident.acknowledged, allAt: null },
    recovery: { ...incident.recovery, state: 'pending' as const, at: null },
  }
  expect(marksOf(bare)).toEqual([{ at: kill, text: 'killed', isKill: true }])
})
