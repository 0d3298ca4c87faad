import { expect, it } from 'vitest'
import { judgeHeartbeat } from './judge-heartbeat.js'

const beat = (firstAt: number | undefined, lastAt: number | undefined, now: number, listeningSince = 0) =>
  judgeHeartbeat('beat', 30_000, { now, firstAt, lastAt, listeningSince })

it('holds until it has beat, passes while it does, and fails when it is silent for two periods', () => {
  expect(beat(undefined, undefined, 900_000)).toMatchObject({ outcome: 'hold', hold: 'no-data' })
  expect(beat(10_000, 10_000, 70_000)).toMatchObject({ outcome: 'pass' })
  expect(beat(10_000, 10_000, 70_001)).toMatchObject({ outcome: 'fail', because: 'beat: silent for 61 s' })
  expect(beat(10_000, 65_000, 70_001)).toMatchObject({ outcome: 'pass' })
})

it('blames nobody for beats that the server could not hear', () => {
  expect(beat(10_000, 20_000, 500_000, 450_000)).toMatchObject({ outcome: 'inconclusive' })
  expect(beat(10_000, 20_000, 500_000, 439_999)).toMatchObject({ outcome: 'fail' })
})
