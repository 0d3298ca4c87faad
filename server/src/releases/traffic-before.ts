import { namedSlowAfterMs, type Release, slowestUsual, type TrafficBefore } from '@ripcord/model'
import { latencyIndex } from '@ripcord/sync'
import type { Finding, UsualTraffic } from './releases-service.js'

/** What is known of a release's services just now, by name. */
export type TrafficNow = Readonly<Record<string, UsualTraffic>>

/** What a run keeps of how its services did before it began: later there is no telling any more. */
export function trafficBefore(release: Release, now: TrafficNow): Record<string, TrafficBefore> {
  const slowAfterMs = namedSlowAfterMs(release) ?? slowestUsual(release, now)
  return Object.fromEntries(
    release.services.flatMap(({ name }) => {
      const usual = now[name]
      if (usual === undefined) return []
      const { requests, errors, errorRate, latencyMs } = usual
      return [[name, { requests, errors, slow: slowerThan(slowAfterMs, usual), errorRate, latencyMs }]]
    }),
  )
}

/** What preflight shows of it. */
export function trafficShows(release: Release, now: TrafficNow): Finding[] {
  const slowAfterMs = slowestUsual(release, now)
  if (namedSlowAfterMs(release) !== undefined || slowAfterMs === undefined) return []
  const message = `A request is slow above ${slowAfterMs} ms: 99 % of its services’ requests (95 % of few) took less of late.`
  return [{ code: 'slow-after', message }]
}

function slowerThan(slowAfterMs: number | undefined, { latency }: UsualTraffic): number {
  if (slowAfterMs === undefined) return 0
  const last = latencyIndex(slowAfterMs)
  return [...latency].reduce((sum, [index, count]) => (index > last ? sum + count : sum), 0)
}
