import { expect, it } from 'vitest'
import { durationMs } from './duration.js'

it('reads whole numbers of one unit', () => {
  expect(['0s', '250ms', '90s', '10m', '2h', '7d'].map(durationMs)).toEqual([
    0, 250, 90_000, 600_000, 7_200_000, 604_800_000,
  ])
})

it('reads nothing else', () => {
  const others = ['', '10', 's', '1.5h', '-1m', '1h30m', 'PT10M', ' 1s', '1s\n', '1e3s', '9999999999999999s']
  expect(others.filter((text) => durationMs(text) !== undefined)).toEqual([])
})
