import type { CheckRow } from '@ripcord/guard'
import { isRunning } from '@ripcord/model'
import { createPlacedReleases, type PlacedRelease } from '../changes/placed-releases.js'
import type { Clock } from '../clock.js'
import { everyUnref } from '../every-unref.js'
import type { Episode, Storage } from '../storage/storage.js'
import { createHearBeforeStart, type HearBeforeStart } from './before-start.js'
import { createDeliver, type Deliver, type DeliverDeps } from './deliver.js'
import { KnownEpisodes } from './known-episodes.js'
import { OpenAlerts } from './open-alerts.js'
import { createReadRunning } from './running.js'
import type { Sender } from './senders/sender.js'
import type { Sources } from './sources.js'

/*
 * What alerts say of running releases.
 *
 *   sources.ts       who may deliver, and for which releases       prove.ts     whether a delivery is from it
 *   senders/         one format each: from a body to alerts
 *   deliver.ts       a delivery, from its proof to its answer      take-alerts.ts   what in it is new
 *   running.ts       what runs, its matchers made ready            match.ts, judge.ts   what an alert is about, and does
 *   open-alerts.ts   what is open, as rows for the guard           before-start.ts   what fires already, for preflight
 *
 * An episode is stored before anything comes of it, so that a restart knows what was open.
 */

export interface AlertsDeps {
  storage: Pick<Storage, 'changes' | 'projects' | 'intake'>
  sources: Pick<Sources, 'admit'>
  senders: ReadonlyMap<string, Sender>
  clock: Clock
  log: { error(fields: object, message: string): void }
  hurry: () => void
  confirm: DeliverDeps['confirm']
  every?: ((ms: number, work: () => void) => () => void) | undefined
}

export interface AlertNumbers {
  deliveries: number
  firstFirings: number
  duplicates: number
  unmatched: number
  shed: number
}

/** What an alert would have to say to be about a release that runs. */
export interface Wanted {
  release: string
  check: string
  labels: { readonly [label: string]: string }
}

export interface Alerts {
  /** Takes up what was open before. Before the guard starts. */
  start(): Promise<void>
  deliver: Deliver
  /** What the checks of a running release that listen for alerts say now. */
  outside(placed: PlacedRelease): readonly CheckRow[]
  /** What checks that listen say of a release that has not begun. */
  hearBeforeStart: HearBeforeStart
  /** The newest first. */
  list(environmentId: string, filter: { unmatched?: boolean | undefined; limit: number }): Promise<Episode[]>
  wanted(project: string, environment: string): Promise<Wanted[]>
  numbers(): AlertNumbers
  close(): void
}

const hourMs = 3_600_000
/** Episodes are kept for so long after they were received. */
const keptMs = 30 * 24 * hourMs
/** Of each environment, in the inbox. */
const mostUnmatched = 10_000

export function createAlerts(deps: AlertsDeps): Alerts {
  const { storage, clock, log, every = everyUnref } = deps
  const { intake } = storage
  const open = new OpenAlerts()
  const known = new KnownEpisodes(intake)
  const running = createReadRunning(storage)
  const placed = createPlacedReleases(storage)
  const numbers: AlertNumbers = { deliveries: 0, firstFirings: 0, duplicates: 0, unmatched: 0, shed: 0 }
  const endings: (() => void)[] = []

  async function prune(): Promise<void> {
    try {
      await intake.pruneEpisodes(clock.now().getTime() - keptMs, mostUnmatched)
      known.clear()
      open.keepOnly((await placed.read()).filter(({ release }) => isRunning(release)))
    } catch (error) {
      log.error({ err: error }, 'alerts that are no longer needed could not be removed')
    }
  }

  return {
    async start() {
      for (const episode of await intake.openEpisodes()) {
        const source = await intake.source(episode.sourceId)
        open.add(episode, source?.name ?? episode.sourceId)
        known.note(episode)
      }
      endings.push(every(hourMs, () => void prune()))
    },
    deliver: createDeliver({
      ...deps,
      store: intake,
      running,
      known,
      open,
      count: (what, by) => {
        numbers[what] += by
      },
    }),
    outside: (release) => open.rows(release),
    hearBeforeStart: createHearBeforeStart(intake, running),
    list: (environmentId, filter) => intake.episodes(environmentId, filter),
    async wanted(project, environment) {
      const { releases } = await running(project, environment)
      return releases.flatMap(({ release, checks }) =>
        checks.map(({ id, wanted }) => ({ release: release.key, check: id, labels: wanted })),
      )
    },
    numbers: () => ({ ...numbers }),
    close() {
      for (const end of endings.splice(0)) end()
    },
  }
}
