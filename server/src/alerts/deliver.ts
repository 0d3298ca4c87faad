import { hash } from 'node:crypto'
import { type Alert, limits } from '@ripcord/model'
import type { Clock } from '../clock.js'
import { HttpError } from '../http/http-error.js'
import { parseJsonBytes } from '../http/read-bytes.js'
import { Queue } from '../queue.js'
import type { EpisodeMatch, IntakeSource, IntakeStore } from '../storage/storage.js'
import type { KnownEpisodes } from './known-episodes.js'
import type { OpenAlerts } from './open-alerts.js'
import type { ReadRunning } from './running.js'
import type { Delivery, Reading, Sender } from './senders/sender.js'
import type { Sources } from './sources.js'
import { type Taken, takeAlerts } from './take-alerts.js'
import { TokenBucket } from './token-bucket.js'

export interface AlertClaim {
  sender: string
  source: string
  token?: string | undefined
}

/** What a delivery came to. */
export interface Delivered {
  accepted: number
  duplicates: number
  unmatched: number
  matched: Omit<EpisodeMatch, 'generation'>[]
  warnings: string[]
}

export interface DeliverDeps {
  store: Pick<IntakeStore, 'putEpisodes' | 'openOfSeries'>
  sources: Pick<Sources, 'admit'>
  senders: ReadonlyMap<string, Sender>
  running: ReadRunning
  known: KnownEpisodes
  open: OpenAlerts
  clock: Clock
  /** Has the guard look at once. */
  hurry: () => void
  /** Fetches an address that confirms a subscription; a sentence on what came of it. */
  confirm: (url: string) => Promise<string>
  count: (what: 'deliveries' | 'firstFirings' | 'duplicates' | 'unmatched' | 'shed', by: number) => void
}

export type Deliver = (claim: AlertClaim, delivery: Delivery) => Promise<Delivered>

/** New rows a second, of one source, that neither kill nor hold. */
const recordsPerSecond = 100
const recordsAtOnce = 200
/** Deliveries of one source that wait for those before. */
const mostWaiting = 200
/** These give up on every 4xx, and come again after a 5xx. */
const neverRetry4xx: ReadonlySet<string> = new Set(['alertmanager', 'datadog'])
const mostMatchedShown = 100

export function createDeliver(deps: DeliverDeps): Deliver {
  const lanes = new Map<string, { queue: Queue; bucket: TokenBucket }>()

  function laneOf(sourceId: string): { queue: Queue; bucket: TokenBucket } {
    const bucket = () => new TokenBucket(recordsPerSecond, recordsAtOnce, deps.clock.monotonic())
    const lane = lanes.get(sourceId) ?? { queue: new Queue(mostWaiting), bucket: bucket() }
    lanes.set(sourceId, lane)
    return lane
  }

  async function take(source: IntakeSource, reading: Reading): Promise<Taken> {
    const { known, open, clock, running, store } = deps
    const { bucket } = laneOf(source.id)
    const alerts = await Promise.all(reading.alerts.map((alert) => endsOf(alert, source.id, store)))
    const taken = await takeAlerts(alerts.flat().map(withShortEpisode), source, {
      known,
      running: await running(source.project, source.environment),
      openCount: (match) => open.count(source.environmentId, match),
      mayRecord: () => bucket.take(clock.monotonic()),
      now: clock.now().getTime(),
    })
    if (taken.puts.length > 0) await store.putEpisodes(taken.puts)
    // What is not stored has not been heard: it comes again.
    for (const put of taken.puts) {
      known.note(put)
      if (put.state === 'resolved') open.close(put)
      else open.add(put, source.name)
    }
    if (taken.news.some(({ matches }) => matches.some(({ effect }) => effect === 'fails'))) deps.hurry()
    return taken
  }

  return async (claim, delivery) => {
    const sender = deps.senders.get(claim.sender)
    const source = await deps.sources.admit(
      { kind: 'alerts', ...claim },
      delivery,
      sender?.verify?.bind(sender),
    )
    // Sources are made for senders that are known, and `admit` has asked.
    if (sender === undefined) throw new Error(`source ${source.id} has an unknown sender`)
    const reading = sender.read(delivery, parseJsonBytes(delivery.bytes), { labels: source.labels })
    const taken = await laneOf(source.id).queue.run(() => take(source, reading))
    const tell = deps.count
    tell('deliveries', 1)
    if (taken === undefined || taken.shed > 0) tell('shed', taken?.shed ?? reading.alerts.length)
    if (taken === undefined) throw tooMany(sender.name, reading.alerts.length)
    const delivered = deliveredOf(taken, reading)
    tell('duplicates', taken.duplicates)
    tell('unmatched', delivered.unmatched)
    tell('firstFirings', taken.news.length)
    if (taken.shed > 0) throw tooMany(sender.name, taken.shed)
    if (reading.confirm !== undefined) delivered.warnings.push(await deps.confirm(reading.confirm))
    return delivered
  }
}

/** An end that does not say of which episode it is ends all of its series that are open. */
async function endsOf(alert: Alert, sourceId: string, store: DeliverDeps['store']): Promise<Alert[]> {
  if (alert.status !== 'resolved' || alert.series === undefined) return [alert]
  const before = alert.endsAt ?? Number.POSITIVE_INFINITY
  const open = await store.openOfSeries(sourceId, alert.series)
  const ended = open.filter(({ alert: { startsAt } }) => (startsAt ?? 0) <= before)
  return ended.length === 0 ? [alert] : ended.map(({ episode }) => ({ ...alert, episode }))
}

/** Whatever a sender takes for its key, it fits into an index. */
function withShortEpisode(alert: Alert): Alert {
  if (alert.episode.length <= limits.episodeLength) return alert
  return { ...alert, episode: hash('sha256', alert.episode) }
}

function deliveredOf({ news, duplicates, ignored }: Taken, reading: Reading): Delivered {
  const matched = news.flatMap(({ matches }) => matches.map(({ generation: _generation, ...shown }) => shown))
  const warnings = new Set([
    ...(reading.ignored === undefined ? [] : [reading.ignored]),
    ...(reading.incomplete === undefined ? [] : [reading.incomplete]),
    ...(ignored > 0 ? [`${ignored} alerts neither fire nor end: nothing came of them.`] : []),
    ...news.flatMap((episode) => episode.warnings),
  ])
  return {
    accepted: reading.alerts.length,
    duplicates,
    unmatched: news.filter(({ matches }) => matches.length === 0).length,
    matched: matched.slice(0, mostMatchedShown),
    warnings: [...warnings].slice(0, mostMatchedShown),
  }
}

function tooMany(sender: string, alerts: number): HttpError {
  const message = `More comes from this source at once than is written down: ${alerts} alerts are left, send them again.`
  const headers = { 'retry-after': '1' }
  return neverRetry4xx.has(sender)
    ? new HttpError(503, 'busy', message, { headers })
    : new HttpError(429, 'too-many-requests', message, { headers })
}
