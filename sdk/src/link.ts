import type { createSyncMachine, InstanceInfo, SyncView } from '@ripcord/sync'
import type { Agenda } from './agenda.js'
import { Blindness } from './blindness.js'
import type { Clock } from './clock.js'
import { Controller } from './controller.js'
import type { Counts } from './counts.js'
import type { openDiskCache } from './disk/disk-cache.js'
import type { Log } from './log.js'
import type { OutcomeTable } from './outcomes/outcome-table.js'
import { Reporter } from './reporter.js'
import type { Settings } from './settings.js'
import type { PollingSource } from './sources/polling.js'
import type { StreamEvents, StreamSource } from './sources/stream.js'
import type { Store } from './store.js'
import { sdkVersion } from './version.js'

/** What a client meets outside itself; tests bring their own. */
export interface World {
  readonly clock: Clock
  readonly environment: { readonly [name: string]: string | undefined }
  /** A number in [0, 1). */
  readonly random: () => number
  /** Names the process to the server: a secret of at least 128 random bits. */
  bootId(): string
  readonly machine: typeof createSyncMachine
  readonly disk: typeof openDiskCache
  stream(sdkKey: string, agenda: Agenda, events: StreamEvents): StreamSource
  polling(sdkKey: string): PollingSource
}

/** What ties a client to its servers and its disk. */
export interface Link {
  view(): SyncView
  /** Wall-clock time at which the state that was found on disk was last confirmed; null where none was. */
  readonly confirmedAt: number | null
  /** What is on disk is served when this returns. */
  start(): void
  /** What is served has changed by something else than the server's word. */
  storeChanged(): void
  /** There are outcomes to be told to the server. */
  tellOutcomes(): void
  /** A watched flag was killed: the server wants to know at once how requests do. */
  tellRecovery(): void
  /** Says goodbye, flushes, lets go; settles in about two seconds at the latest. */
  close(): Promise<void>
}

export interface LinkParts {
  settings: Settings
  world: World
  log: Log
  agenda: Agenda
  store: Store
  counts: Counts
  outcomes: OutcomeTable
  onView(view: SyncView): void
}

const closingMs = 2_000

export function openLink(parts: LinkParts): Link {
  const { settings, world, log, agenda, store } = parts
  const { clock, random } = world
  const bootId = world.bootId()
  const disk = world.disk(settings.cacheDir, settings.sdkKey, bootId, log)
  const { mode, pollIntervalMs, urls } = settings
  const instance = instanceOf(settings)
  const machine = world.machine(
    { mode, servers: urls.length, pollIntervalMs, instance, bootId, random },
    disk.seed,
  )
  const polling = world.polling(settings.sdkKey)
  const blindness = new Blindness(clock, agenda, store)
  const stream = world.stream(settings.sdkKey, agenda, {
    opened: () => controller.handle({ type: 'streamOpened' }),
    message: (message) => controller.handle({ type: 'message', message }),
    closed: (because, refusal) => controller.handle({ type: 'streamClosed', because, ...refusal }),
  })
  const onView = (view: SyncView): void => {
    blindness.tend(view)
    parts.onView(view)
    controller.storeChanged()
  }
  const controller = new Controller({
    machine,
    store,
    disk,
    stream,
    polling,
    agenda,
    clock,
    log,
    urls,
    random,
    onView,
  })
  const reporter =
    settings.reportIntervalMs === false
      ? undefined
      : new Reporter({
          counts: parts.counts,
          outcomes: parts.outcomes,
          agenda,
          clock,
          intervalMs: settings.reportIntervalMs,
          bootId,
          service: settings.application.name,
          random,
          isConnected: () => machine.view.status === 'READY',
          send: (report) => polling.report(controller.server, report),
        })

  return {
    view: () => machine.view,
    confirmedAt: disk.confirmedAt,
    start() {
      controller.start()
      reporter?.start()
    },
    storeChanged: () => controller.storeChanged(),
    tellOutcomes: () => reporter?.tellOutcomes(),
    tellRecovery: () => reporter?.tellRecovery(),
    async close() {
      await within(closingMs, Promise.all([controller.close(), reporter?.flush()]))
      polling.close()
    },
  }
}

/** The link of a client whose options leave no server to ask. */
export function noLink(because: string, clock: Clock): Link {
  const view: SyncView = {
    status: 'FATAL',
    since: clock.now(),
    source: 'none',
    position: null,
    hashes: null,
    confirmedAt: null,
    unread: null,
    because,
  }
  return {
    view: () => view,
    confirmedAt: null,
    start: () => undefined,
    storeChanged: () => undefined,
    tellOutcomes: () => undefined,
    tellRecovery: () => undefined,
    close: () => Promise.resolve(),
  }
}

function instanceOf({ application, host, zone }: Settings): InstanceInfo {
  return {
    service: application.name,
    version: application.version,
    host,
    ...(zone === undefined ? {} : { zone }),
    sdk: { name: '@ripcord/sdk', version: sdkVersion },
  }
}

/** Settles with `work`, or after `ms`. Keeps the process alive until then. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, timeout]).catch(() => undefined)
  clearTimeout(timer)
}
