import type { StripMark } from '../../components/strip-marks'
import { duration } from '../../lib/format'
import { ratesOf, type Second } from '../releases/rates'
import type { Incident } from './incident'

interface TrafficPoint {
  at: string
  requests: number
  errors: number
}

export interface Around {
  times: number[]
  fresh: (number | null)[]
  old: (number | null)[]
}

/** What it was like before, and what it was like afterwards: short beside a kill of seconds, so that it can be seen. */
const beforeMs = 20_000
const afterMs = 40_000
const bucketMs = 1_000
const trafficMs = 10_000

/**
 * Both paths around a kill: until it, as the guard counted them, second by second; from then on there is one path left,
 * and its requests are all of the services', by ten seconds.
 */
export function aroundKill(
  { openedAt, before, recovery }: Pick<Incident, 'openedAt' | 'before' | 'recovery'>,
  seconds: readonly Second[],
  traffic: readonly TrafficPoint[],
): Around {
  const kill = Date.parse(openedAt)
  const from = Math.min(kill, Date.parse(before.firstBadAt ?? openedAt)) - beforeMs
  const to = Math.max(kill, Date.parse(recovery.at ?? openedAt)) + afterMs
  const counted = ratesOf(
    seconds.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) <= kill),
    bucketMs,
  )
  const sums = new Map<number, { requests: number; errors: number }>()
  for (const { at, requests, errors } of traffic) {
    // Ten seconds in which the kill came have requests of both paths.
    const start = Date.parse(at)
    if (start < kill || start > to) continue
    const sum = sums.get(start) ?? { requests: 0, errors: 0 }
    sums.set(start, { requests: sum.requests + requests, errors: sum.errors + errors })
  }
  const later = [...sums].filter(([, { requests }]) => requests > 0).sort(([a], [b]) => a - b)
  const times = [...counted.times, ...later.map(([start]) => start + trafficMs / 2)]
  // Room for the kill's own words, where nothing is counted after it yet.
  const isShort = counted.times.length > 0 && (times.at(-1) ?? 0) < kill + trafficMs
  const room = isShort ? [kill + trafficMs] : []
  const nothing = room.map(() => null)
  return {
    times: [...times, ...room],
    fresh: [...counted.fresh, ...later.map(() => null), ...nothing],
    old: [...counted.old, ...later.map(([, { requests, errors }]) => errors / requests), ...nothing],
  }
}

/** What happened, on the chart. */
export function marksOf({ openedAt, before, acknowledged, recovery }: Incident): StripMark[] {
  const { firstBadAt, detectedAt } = before
  const kill = Date.parse(openedAt)
  const everywhere = acknowledged.allAt === null ? undefined : Date.parse(acknowledged.allAt) - kill
  const marks: (StripMark | undefined)[] = [
    mark(firstBadAt, 'first bad'),
    detectedAt === firstBadAt ? undefined : mark(detectedAt, 'noticed'),
    {
      at: kill,
      text:
        everywhere === undefined
          ? 'killed'
          : `killed, ${duration(Math.max(0, everywhere))} to every instance`,
      isKill: true,
    },
    // One that came at once stands in the words of the kill.
    everywhere === undefined || everywhere < 2_000
      ? undefined
      : mark(acknowledged.allAt, 'last acknowledged'),
    recovery.state === 'recovered' ? mark(recovery.at, 'recovered') : undefined,
  ]
  return marks.filter((one) => one !== undefined)
}

function mark(at: string | null, text: string): StripMark | undefined {
  return at === null ? undefined : { at: Date.parse(at), text }
}
