import { createHash } from 'node:crypto'
import { keyPattern, limits } from '@ripcord/model'
import type { Report } from '@ripcord/sync'
import type { Clock } from '../clock.js'
import { everyUnref } from '../every-unref.js'
import type { CountStore } from '../storage/storage.js'
import { EvaluationRates } from './evaluation-rates.js'
import { MinuteCounts } from './minute-counts.js'
import { type CountPoint, RecentCounts } from './recent-counts.js'
import type { TrafficPoint, UsualTraffic } from './recent-traffic.js'
import { SeenReports } from './seen-reports.js'
import { type ServedVariant, servedVariants } from './served.js'
import { ServiceEvaluations } from './service-evaluations.js'
import { ServiceTraffic } from './service-traffic.js'

export type { CountPoint } from './recent-counts.js'
export type { TrafficPoint, UsualTraffic } from './recent-traffic.js'

/*
 * Evaluation counts that SDKs report: by the second for ten minutes in memory, by the minute for thirty days in
 * storage. They are counted at the time at which they arrive, since clocks of other machines are not to be relied on.
 */

const minuteMs = 60_000
/** Two reports of each instance: short enough to show that something is over. */
const recentMs = 20_000
const hourMs = 60 * minuteMs
const keptMs = 30 * 24 * hourMs
const flushEveryMs = 10_000

export interface CountsDeps {
  store: CountStore
  clock: Clock
  log: { error(fields: object, message: string): void }
  /** Calls `work` each so many milliseconds; a timer that does not keep the process alive by default. */
  every?: (ms: number, work: () => void) => () => void
}

export interface CountsQuery {
  /** Of one flag; of all where it is left out. */
  flag?: string | undefined
  /** Epoch milliseconds, inclusive. */
  from: number
  /** Epoch milliseconds, exclusive. */
  to: number
  resolution: 'second' | 'minute'
}

type Sum = Omit<TrafficPoint, 'at'>

export interface Counts {
  /** Takes a report; one that came before (boot id and sequence) changes nothing. Never throws. */
  take(environmentId: string, report: Report): void
  /** In order of time. By the second only the last ten minutes are there. */
  read(environmentId: string, query: CountsQuery): Promise<CountPoint[]>
  /** What each of the flags that was evaluated has served in the last hour, by the minute; `from`: epoch milliseconds. */
  served(
    environmentId: string,
    flags: readonly string[],
  ): Promise<{ from: number; flags: Map<string, ServedVariant[]> }>
  /**
   * Epoch milliseconds (of the minute) of the last evaluation, by flag key, of all flags where none is named; a flag never
   * evaluated is not in it.
   */
  lastEvaluated(environmentId: string, flags?: readonly string[]): Promise<Map<string, number>>
  /** Whether a service has evaluated one of the flags in the last seven days, as far as this process has heard. */
  evaluates(environmentId: string, service: string, flags: readonly string[]): boolean
  /** How a service's requests did in the last ten minutes; undefined where nothing is known. */
  usualTraffic(environmentId: string, service: string): UsualTraffic | undefined
  /** When a service last erred more than `usual` since `from`, as `RecentTraffic.lastBad` has it. */
  lastBadTraffic(
    environmentId: string,
    service: string,
    usual: number,
    from: number,
  ): number | null | undefined
  /** Evaluations that each service reported in the last `ms` milliseconds; of a service that reported none nothing is said. */
  evaluationsOfLate(environmentId: string): { ms: number; services: ReadonlyMap<string, number> }
  /** Requests of all services, of the last `ms` milliseconds and by ten seconds of the last hour. */
  traffic(environmentId: string): { service: string; recent: Sum & { ms: number }; hour: TrafficPoint[] }[]
  /** Since the start. */
  numbers(): { reports: number; repeatedReports: number; evaluations: number; droppedEvaluations: number }
  /** Stores what waits. Never rejects: what can't be stored is logged, and tried again with the next flush. */
  flush(): Promise<void>
  /** The last flush; no more is stored by itself after it. */
  close(): Promise<void>
}

export function createCounts({ store, clock, log, every = everyUnref }: CountsDeps): Counts {
  const recent = new Map<string, RecentCounts>()
  const minutes = new MinuteCounts(store)
  const seen = new SeenReports()
  const services = new ServiceEvaluations()
  const traffic = new ServiceTraffic()
  const rates = new EvaluationRates(recentMs)
  let reports = 0
  let repeatedReports = 0
  let evaluations = 0
  let droppedBySdks = 0
  const endings = [every(flushEveryMs, () => void flush()), every(hourMs, () => void prune())]

  const nowMs = () => clock.now().getTime()

  function recentOf(environmentId: string): RecentCounts {
    const known = recent.get(environmentId) ?? new RecentCounts()
    recent.set(environmentId, known)
    return known
  }

  async function flush(): Promise<void> {
    for (const counts of recent.values()) counts.forget(nowMs())
    traffic.forget(nowMs())
    rates.forget(nowMs())
    try {
      await minutes.flush()
    } catch (error) {
      log.error({ err: error }, 'evaluation counts could not be stored')
    }
  }

  async function prune(): Promise<void> {
    services.forget(nowMs())
    try {
      await store.prune(nowMs() - keptMs)
    } catch (error) {
      log.error({ err: error }, 'old evaluation counts could not be removed')
    }
  }

  // Also at the start: a server that never lives for an hour would keep everything.
  void prune()

  return {
    take(environmentId, report) {
      reports += 1
      if (!seen.note(`${environmentId}/${hashOf(report.bootId)}`, report.sequence)) {
        repeatedReports += 1
        return
      }
      droppedBySdks += report.dropped
      const now = nowMs()
      const counts = recentOf(environmentId)
      if (report.traffic !== undefined) traffic.note(environmentId, report.service, report.traffic, now)
      for (const { flag, variant, reason, count } of report.evaluations.slice(0, limits.flagsPerProject)) {
        // What can be no flag's key would only fill tables.
        if (!keyPattern.test(flag)) continue
        const key = { flag, variant, reason }
        evaluations += count
        counts.add(key, count, now)
        minutes.add(environmentId, key, count, now)
        services.note(environmentId, report.service, flag, now)
        rates.note(environmentId, report.service, count, now)
      }
    },
    async read(environmentId, { flag, from, to, resolution }) {
      if (resolution === 'second') return recent.get(environmentId)?.read(flag, from, to) ?? []
      // What waits is stored first, so that one reading tells it all.
      await flush()
      const stored = await store.read(environmentId, flag === undefined ? { from, to } : { flag, from, to })
      return stored
        .map(({ minute, flag: key, variant, reason, count }) => ({
          at: minute,
          flag: key,
          variant,
          reason,
          count,
        }))
        .sort((a, b) => a.at - b.at)
    },
    async served(environmentId, flags) {
      await flush()
      const to = (Math.floor(nowMs() / minuteMs) + 1) * minuteMs
      const from = to - hourMs
      const found = new Map<string, ServedVariant[]>()
      // A reading for each, so that others get their turn in between.
      for (const flag of new Set(flags)) {
        const stored = await store.read(environmentId, { flag, from, to })
        const points = stored.map(({ minute, variant, count }) => ({ at: minute, variant, count }))
        if (points.length > 0) found.set(flag, servedVariants(points, from, hourMs / minuteMs))
      }
      return { from, flags: found }
    },
    async lastEvaluated(environmentId, flags) {
      const last = await store.lastEvaluated(environmentId, flags)
      const asked = flags && new Set(flags)
      for (const { flag, minute } of minutes.waiting(environmentId))
        if (asked?.has(flag) !== false) last.set(flag, Math.max(minute, last.get(flag) ?? 0))
      return last
    },
    evaluates: (environmentId, service, flags) => services.has(environmentId, service, flags, nowMs()),
    usualTraffic: (environmentId, service) => traffic.of(environmentId, service)?.usual(nowMs()),
    lastBadTraffic: (environmentId, service, usual, from) =>
      traffic.of(environmentId, service)?.lastBad(usual, from, nowMs()),
    traffic: (environmentId) =>
      traffic.names(environmentId).flatMap((service) => {
        const of = traffic.of(environmentId, service)
        const now = nowMs()
        if (of === undefined) return []
        const recent = { ...of.sum(now - recentMs, now), ms: recentMs }
        return [{ service, recent, hour: of.hour(now) }]
      }),
    evaluationsOfLate: (environmentId) => ({
      ms: recentMs,
      services: rates.sums(environmentId, nowMs()),
    }),
    numbers: () => ({
      reports,
      repeatedReports,
      evaluations,
      droppedEvaluations: droppedBySdks + minutes.dropped,
    }),
    flush,
    async close() {
      for (const end of endings.splice(0)) end()
      await flush()
    },
  }
}

/** Boot ids are secrets: what is remembered of them can't be turned back. */
function hashOf(bootId: string): string {
  return createHash('sha256').update(bootId, 'utf8').digest('base64url')
}
