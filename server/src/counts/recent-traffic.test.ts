import { latencyIndex } from '@ripcord/sync'
import { describe, expect, it } from 'vitest'
import { RecentTraffic } from './recent-traffic.js'

const start = 1_800_000_000_000
const second = (requests: number, errors = 0, ms = 20) => ({
  requests,
  errors,
  latency: [[latencyIndex(ms), requests]] as [number, number][],
})

/** Seconds of so many requests of which these fail. */
function trafficOf(seconds: readonly [requests: number, errors: number][]) {
  const traffic = new RecentTraffic()
  seconds.forEach(([requests, errors], i) => traffic.add(second(requests, errors), start + i * 1_000))
  return { traffic, now: start + seconds.length * 1_000 }
}

const times = (count: number, requests: number, errors = 0) =>
  Array.from({ length: count }, (): [number, number] => [requests, errors])

describe('what is usual of a service', () => {
  it('is nothing where nothing was told', () => {
    expect(new RecentTraffic().usual(start)).toBeUndefined()
  })

  it('is the rate of all but one in a hundred windows, or what so few requests leave open', () => {
    const calm = trafficOf([...times(290, 100), ...times(10, 100, 3)])
    expect(calm.traffic.usual(calm.now)?.errorRate).toBeCloseTo(0.03)
    const few = trafficOf(times(10, 5))
    expect(few.traffic.usual(few.now)?.errorRate).toBeCloseTo(0.0976, 3)
  })

  it('is what nearly all requests took at most, where they were enough to know', () => {
    const { traffic, now } = trafficOf(times(100, 100))
    traffic.add(second(90, 0, 400), start)
    expect(traffic.usual(now)?.latencyMs).toBeLessThan(25)
    traffic.add(second(30, 0, 400), start)
    expect(traffic.usual(now)?.latencyMs).toBeGreaterThanOrEqual(400)
    const few = trafficOf(times(9, 11))
    expect(few.traffic.usual(few.now)?.latencyMs).toBeNull()
  })

  it('is that of the last ten minutes', () => {
    const { traffic, now } = trafficOf(times(5, 100, 50))
    traffic.add(second(100), now + 600_000)
    expect(traffic.usual(now + 600_000)).toMatchObject({ requests: 100, errors: 0 })
    traffic.forget(now + 600_000)
    expect(traffic.sum(start, now)).toEqual({ requests: 0, errors: 0 })
  })
})

describe('when a service last erred more than usual', () => {
  const lastBad = (seconds: readonly [number, number][], from = start) => {
    const { traffic, now } = trafficOf(seconds)
    return traffic.lastBad(0.02, from, now)
  }

  it('is not known of a handful of requests', () => {
    expect(lastBad(times(3, 5, 5))).toBeUndefined()
  })

  it('is the end of the last second that shows it', () => {
    expect(lastBad([...times(4, 50, 25), ...times(26, 50)])).toBe(start + 4_000)
  })

  it('is never where errors are as usual, and where those before the time are left out', () => {
    expect(lastBad(times(60, 100, 1))).toBeNull()
    expect(lastBad([...times(10, 100, 90), ...times(20, 100)], start + 10_000)).toBeNull()
  })

  it('is seen where requests are few, once they are enough together', () => {
    expect(lastBad(times(40, 1, 1))).toBe(start + 40_000)
  })
})
