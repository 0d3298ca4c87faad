import { randomBytes, randomUUID } from 'node:crypto'
import { createSyncMachine, type SyncView } from '@ripcord/sync'
import { Agenda } from './agenda.js'
import { Blindness } from './blindness.js'
import { createSurface } from './client.js'
import type { Clock } from './clock.js'
import { Controller } from './controller.js'
import { Counts } from './counts.js'
import { messageOf } from './describe.js'
import { openDiskCache } from './disk/disk-cache.js'
import { Emitter } from './emitter.js'
import { createLog, type Log } from './log.js'
import { Overrides } from './overrides/overrides.js'
import { Reporter } from './reporter.js'
import { readSettings, type Settings } from './settings.js'
import type { PollingSource } from './sources/polling.js'
import type { StreamEvents, StreamSource } from './sources/stream.js'
import { StatusBoard } from './status-board.js'
import { Store } from './store.js'
import type { Client, ClientEvents, ErrorCode } from './types.js'
import { sdkVersion } from './version.js'

/** What a client meets outside itself; tests bring their own. */
export interface World {
  readonly clock: Clock
  readonly environment: { readonly [name: string]: string | undefined }
  /** A number in [0, 1). */
  readonly random: () => number
  stream(sdkKey: string, agenda: Agenda, events: StreamEvents): StreamSource
  polling(sdkKey: string): PollingSource
}

/** For flushing counts when the client closes. */
const closingMs = 2_000
/** The same for all clients of this process: a split by it is a canary by process. */
const instance = randomUUID()

/** Puts a client together and starts it. What is on disk is served when this returns. */
export function connect(options: unknown, world: World): Client {
  const { clock, random } = world
  const settings = readSettings(options, world.environment)
  const log = createLog(settings.logger, clock)
  for (const warning of settings.warnings) log('warn', warning)
  const agenda = new Agenda(clock, (name, error) => log('error', `${name} failed: ${messageOf(error)}`))
  const events = new Emitter<ClientEvents>(log)
  const bootId = randomBytes(24).toString('base64url')
  const counts = new Counts()
  const store = new Store(constantsOf(settings), (keys) => events.emit('changed', { keys }))
  const overrides = new Overrides(
    { code: settings.overrides, text: settings.overrideText, file: settings.overrideFile },
    agenda,
    (message) => log('warn', message),
    (values) => {
      store.override(values)
      controller?.storeChanged()
    },
  )
  let controller: Controller | undefined
  store.override(overrides.values)

  const polling = world.polling(settings.sdkKey)
  const isRefused = settings.refusal !== undefined
  const disk = openDiskCache(isRefused ? false : settings.cacheDir, settings.sdkKey, bootId, log)
  const machine = createSyncMachine(
    {
      mode: settings.mode,
      servers: settings.urls.length,
      pollIntervalMs: settings.pollIntervalMs,
      instance: instanceOf(settings),
      bootId,
      random,
    },
    disk.seed,
  )
  const refused = settings.refusal === undefined ? undefined : refusedView(settings.refusal, clock)
  const view = (): SyncView => refused ?? machine.view
  const board = new StatusBoard(clock, view, disk.confirmedAt)
  const blindness = new Blindness(clock, agenda, store)
  let lastStatus = view().status
  const connected = new Controller({
    machine,
    store,
    disk,
    polling,
    agenda,
    clock,
    log,
    urls: settings.urls,
    random,
    stream: world.stream(settings.sdkKey, agenda, {
      opened: () => connected.handle({ type: 'streamOpened' }),
      message: (message) => connected.handle({ type: 'message', message }),
      closed: (because, refusal) => connected.handle({ type: 'streamClosed', because, ...refusal }),
    }),
    onView(seen) {
      blindness.tend(seen)
      board.changed()
      if (seen.status !== lastStatus) {
        logStatus(log, lastStatus, seen)
        lastStatus = seen.status
        events.emit('status', board.details)
      }
      controller?.storeChanged()
    },
  })
  const reporter = new Reporter({
    counts,
    agenda,
    intervalMs: settings.reportIntervalMs === false ? 0 : settings.reportIntervalMs,
    bootId,
    service: settings.application.name,
    random,
    isConnected: () => view().status === 'READY',
    send: (report) => polling.report(connected.server, report),
  })
  if (refused !== undefined) log('error', `no server is asked: ${refused.because}`)
  else {
    controller = connected
    connected.start()
    if (settings.reportIntervalMs !== false) reporter.start()
  }

  let closing: Promise<void> | undefined
  async function close(): Promise<void> {
    board.close()
    events.emit('status', board.details)
    const stored = refused === undefined ? connected.close() : Promise.resolve()
    const flushed =
      refused === undefined && settings.reportIntervalMs !== false ? reporter.flush() : undefined
    await within(closingMs, Promise.all([stored, flushed]))
    polling.close()
    agenda.close()
  }

  return createSurface({
    entries: store.entries,
    absence: () => absenceOf(view()),
    count:
      settings.reportIntervalMs === false
        ? () => undefined
        : (entry, resolution) => counts.count(entry, resolution),
    status: () => board.details,
    ready: (timeoutMs) => board.ready(timeoutMs),
    on: (event, listener) => events.on(event, listener),
    override: (flagKey, value) => overrides.set(flagKey, value),
    close: () => (closing ??= close()),
    log,
  })
}

function constantsOf({ application, zone }: Settings): { [attribute: string]: string } {
  return {
    'ripcord.application.name': application.name,
    'ripcord.application.version': application.version,
    'ripcord.instance': instance,
    ...(zone === undefined ? {} : { 'ripcord.zone': zone }),
  }
}

function instanceOf({ application, host, zone }: Settings) {
  return {
    service: application.name,
    version: application.version,
    host,
    ...(zone === undefined ? {} : { zone }),
    sdk: { name: '@ripcord/sdk', version: sdkVersion },
  }
}

function refusedView(because: string, clock: Clock): SyncView {
  return {
    status: 'FATAL',
    since: clock.now(),
    source: 'none',
    position: null,
    hashes: null,
    confirmedAt: null,
    unread: null,
    because,
  }
}

/** What needs nobody's attention is not said: a first READY is what everybody expects. */
function logStatus(log: Log, before: SyncView['status'], { status, because }: SyncView): void {
  if (status === 'FATAL') log('error', `FATAL: ${because}`)
  else if (status !== 'READY') log('warn', `${status}: ${because}`)
  else if (before !== 'NOT_READY') log('info', `READY again: ${because}`)
}

/** Why a flag is not known. */
function absenceOf({ status, position, because }: SyncView): { code: ErrorCode; message: string } {
  if (position !== null)
    return { code: 'FLAG_NOT_FOUND', message: 'there is no such flag in this environment' }
  return { code: status === 'FATAL' ? 'PROVIDER_FATAL' : 'PROVIDER_NOT_READY', message: because }
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
