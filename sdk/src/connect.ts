import { randomUUID } from 'node:crypto'
import type { SyncView } from '@ripcord/sync'
import { Agenda } from './agenda.js'
import { createSurface } from './client.js'
import { Counts } from './counts.js'
import { messageOf } from './describe.js'
import { Emitter } from './emitter.js'
import { noLink, openLink, type World } from './link.js'
import { createLog } from './log.js'
import { Breakers } from './outcomes/breakers.js'
import { Observer } from './outcomes/observer.js'
import { OutcomeTable } from './outcomes/outcome-table.js'
import { Overrides } from './overrides/overrides.js'
import { readSettings, type Settings } from './settings.js'
import { StatusBoard } from './status-board.js'
import { createStatusLog } from './status-log.js'
import { Store } from './store.js'
import type { Client, ClientEvents, ErrorCode } from './types.js'

/** The same for all clients of this process: a split by it is a canary by process. */
const instance = randomUUID()

/** Puts a client together and starts it. What is on disk is served when this returns. */
export function connect(options: unknown, world: World): Client {
  const { clock } = world
  const settings = readSettings(options, world.environment)
  const log = createLog(settings.logger, clock)
  const warn = (message: string): void => log('warn', message)
  for (const warning of settings.warnings) warn(warning)
  const agenda = new Agenda(clock, (name, error) => log('error', `${name} failed: ${messageOf(error)}`))
  const events = new Emitter<ClientEvents>(['changed', 'status'], log)
  const counts = new Counts()
  const now = (): number => clock.wall()
  const outcomes = new OutcomeTable(() => link.tellOutcomes())
  const breakers = new Breakers(settings.breakers, log, (flagKey, because) => {
    if (because !== undefined) {
      observer.endPins(flagKey)
      outcomes.trip({ flag: flagKey, ...releaseOf(store, flagKey), because })
    }
    store.setTripped(breakers.tripped)
    link.storeChanged()
    events.emit('changed', { keys: [flagKey] })
  })
  const { pinned, honoursBaggage } = settings
  const found = { get: (flagKey: unknown) => store.entries.get(flagKey) }
  const observer = new Observer({
    clock,
    log,
    entries: found,
    table: outcomes,
    breakers,
    pinned,
    honoursBaggage,
    onKilled: () => link.tellRecovery(),
  })
  const store = new Store(
    constantsOf(settings),
    now,
    (keys) => events.emit('changed', { keys }),
    (entry) => observer.dress(entry),
  )
  const { overrides: code, overrideText: text, overrideFile: file } = settings
  const overrides = new Overrides({ code, text, file }, agenda, warn, (values) => {
    store.override(values)
    link.storeChanged()
  })
  store.override(overrides.values)

  const logStatus = createStatusLog(log, agenda)
  const onView = (view: SyncView): void => {
    board.changed()
    logStatus(view)
    if (view.status === shown) return
    shown = view.status
    events.emit('status', board.details)
  }
  const link =
    settings.refusal === undefined
      ? openLink({ settings, world, log, agenda, store, counts, outcomes, onView })
      : noLink(settings.refusal, clock)
  const board = new StatusBoard(clock, () => link.view(), link.confirmedAt)
  let shown = link.view().status
  if (settings.refusal !== undefined) log('error', `no server is asked: ${settings.refusal}`)
  link.start()

  let closing: Promise<void> | undefined
  async function close(): Promise<void> {
    board.close()
    events.emit('status', board.details)
    await link.close()
    agenda.close()
  }

  return createSurface({
    entries: store.entries,
    absence: () => absenceOf(link.view()),
    count:
      settings.reportIntervalMs === false
        ? () => undefined
        : (entry, resolution) => counts.count(entry, resolution),
    status: () => {
      const now = clock.now()
      agenda.tend(now)
      return board.detailsAt(now)
    },
    ready: (timeoutMs) => board.ready(timeoutMs),
    on: (event, listener) => events.on(event, listener),
    override: (flagKey, value) => overrides.set(flagKey, value),
    close: () => (closing ??= close()),
    observer,
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

function releaseOf(store: Store, flagKey: string): { release?: string } {
  const release = store.entries.get(flagKey)?.compiled.release
  return release === undefined ? {} : { release: release.key }
}

/** Why a flag is not known. */
function absenceOf({ status, position, because }: SyncView): { code: ErrorCode; message: string } {
  if (position !== null)
    return { code: 'FLAG_NOT_FOUND', message: 'there is no such flag in this environment' }
  return { code: status === 'FATAL' ? 'PROVIDER_FATAL' : 'PROVIDER_NOT_READY', message: because }
}
