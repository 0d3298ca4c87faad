import type { Overview } from '@ripcord/api'
import type { StripMark } from '../../components/strip-marks'

const windowMs = 10_000
const hourMs = 3_600_000

type Point = Overview['services'][number]['traffic'][number]

/** The share of requests that failed, all services together, for each ten seconds; null where there were none. */
export function strip({ services, at }: Pick<Overview, 'services' | 'at'>): {
  times: number[]
  rates: (number | null)[]
} {
  const sums = new Map<number, { requests: number; errors: number }>()
  for (const point of services.flatMap(({ traffic }) => traffic)) {
    const start = Date.parse(point.at)
    const sum = sums.get(start) ?? { requests: 0, errors: 0 }
    sums.set(start, { requests: sum.requests + point.requests, errors: sum.errors + point.errors })
  }
  const last = Math.floor(Date.parse(at) / windowMs) * windowMs
  const times = Array.from({ length: hourMs / windowMs }, (_, i) => last - hourMs + (i + 1) * windowMs)
  return { times, rates: times.map((start) => rateOf(sums.get(start))) }
}

/** One service's in the hour that ends now, by the minute: a line of a table has no room for more. */
export function windows(traffic: readonly Point[], now: string): (number | null)[] {
  const end = Math.floor(Date.parse(now) / 60_000)
  return Array.from({ length: 60 }, (_, i) => {
    const minute = end - 59 + i
    const points = traffic.filter(({ at }) => Math.floor(Date.parse(at) / 60_000) === minute)
    return rateOf({
      requests: points.reduce((sum, { requests }) => sum + requests, 0),
      errors: points.reduce((sum, { errors }) => sum + errors, 0),
    })
  })
}

function rateOf(sum: { requests: number; errors: number } | undefined): number | null {
  return sum === undefined || sum.requests === 0 ? null : sum.errors / sum.requests
}

/** What happened in the hour, as marks. */
export function marksOf({ changes, kills }: Pick<Overview, 'changes' | 'kills'>): StripMark[] {
  const ofReleases = changes.flatMap(({ kind, at, entities }): StripMark[] => {
    const word = words[kind]
    const release = entities.find((entity) => entity.kind === 'release')?.key
    return word === undefined || release === undefined
      ? []
      : [{ at: Date.parse(at), text: `${release} ${word}` }]
  })
  const ofKills = kills.map(({ at, actor }) => ({
    at: Date.parse(at),
    text: actor.type === 'guard' ? 'killed by guard' : 'killed',
    isKill: true,
  }))
  return [...ofReleases, ...ofKills]
}

const words: { readonly [kind: string]: string } = {
  'release.started': 'starts',
  'release.advanced': 'goes on',
  'release.completed': 'is complete',
  'release.aborted': 'aborted',
}
