import type { Server } from 'node:http'
import type { Actor } from '@ripcord/model'
import { policies } from './access/policies.js'
import type { Sessions } from './access/sessions.js'
import { removeAddress, writeAddress } from './address.js'
import { alertNumberHelps } from './alerts/alerts-metrics.js'
import { cloudEventsHandshake } from './alerts/handshake.js'
import { routesOf } from './all-routes.js'
import { killWith } from './break-glass/kill-with.js'
import { listenBreakGlass } from './break-glass/socket.js'
import type { Checks } from './checks/index.js'
import type { Config } from './config.js'
import { countsNumberHelps } from './counts/counts-metrics.js'
import { dataFolderAt, prepareDataFolder } from './data-folder.js'
import type { Deployments } from './deployments/index.js'
import { everyUnref } from './every-unref.js'
import { guardCountHelps, guardNumberHelps } from './guard/guard-metrics.js'
import type { Guard } from './guard/index.js'
import { createHttpApp } from './http/http-app.js'
import { closeHttpServer, createHttpServer, listen, urlOf } from './http/listen.js'
import { createMetrics, exposeCounts, exposeNumbers } from './http/metrics.js'
import type { Incidents } from './incidents/index.js'
import { createDrillEnder } from './kills/drill-ender.js'
import type { Notify } from './notify/index.js'
import { notifyNumberHelps } from './notify/notify-metrics.js'
import { type AppOptions, openParts, type Parts } from './parts.js'
import { openKeyRing } from './secrets/open-key-ring.js'
import type { Storage } from './storage/storage.js'
import { streamNumberHelps } from './stream/stream-metrics.js'
import { demoOf } from './wire-demo.js'
import { onCallOf } from './wire-pages.js'

export interface Listening {
  url: string
  port: number
  /** Opens a session, once; undefined where a person has logged in before. */
  loginUrl: string | undefined
}

export interface App {
  readonly server: Server
  readonly storage: Storage
  readonly sessions: Sessions
  readonly guard: Pick<Guard, 'tick'>
  readonly checks: Pick<Checks, 'tick' | 'settled'>
  readonly deployments: Pick<Deployments, 'tick'>
  readonly incidents: Pick<Incidents, 'tick'>
  readonly notify: Pick<Notify, 'tick' | 'settled'>
  /** Binds the address. @throws Error where it is taken */
  listen(): Promise<Listening>
  /** Tells SDKs to come back elsewhere, finishes what is under way, and closes. A second call waits for the first. */
  close(): Promise<void>
}

/** SDKs come back after this or up to twice as long: a restart takes less. */
const reconnectAfterMs = 1_000
/** What is under way when the server is told to stop has so long to end. */
const closeDeadlineMs = 5_000
const drillTickMs = 1_000

/** Who makes what a new installation begins with. */
const installer: Actor = { type: 'system', id: 'first-start', name: 'First start' }

/** Puts the server together, with `parts.ts`: everything else is handed what it needs. */
export async function createApp(config: Config, options: AppOptions): Promise<App> {
  const { log } = options
  if (options.storage === undefined) prepareDataFolder(config.dataFolder)
  const keyRing =
    options.keyRing ?? openKeyRing(config.dataFolder, options.clock, { warn: (message) => log.warn(message) })
  // Before the database: a second server on one folder must not even open it, since each opening begins an epoch.
  const breakGlass = options.storage === undefined ? await openBreakGlass(config) : undefined
  const parts = await openParts(config, options, keyRing)
  const { storage, stream, sessions, kills, counts, guard, incidents } = parts
  breakGlass?.serve(killWith((...given) => kills.kill(...given)))
  for (const warning of storage.warnings) log.warn(warning)
  await createDefaultProject(parts)
  await parts.releases.endKilled()
  await stream.start()
  await parts.checks.start()
  await parts.alerts.start()
  parts.deployments.start()
  await guard.start()
  await incidents.start()
  await parts.notify.start()
  const stopDrills = endDrills(parts, options)
  const demo = demoOf(parts, config, options, () => server)
  await demo.tidy()

  let accepting = true
  const app = createHttpApp({
    routes: routesOf(parts, demo, options),
    handshakes: cloudEventsHandshake(),
    onCall: onCallOf(parts, config, options),
    authenticate: (credentials) => parts.access.authenticate(credentials),
    policyOf: (permission) => policies[permission],
    document: async () => (await import('@ripcord/api/documents')).openApiDocument(options.version),
    releaseFileSchema: async () => (await import('@ripcord/api/documents')).releaseFileJsonSchema(),
    readiness: {
      check: () => storage.check(),
      accepting: () => accepting,
      guardIsLate: () => guard.pulse().isBlind,
    },
    metrics: metricsOf(parts),
    log,
    publicUrl: config.publicUrl,
    trustProxy: config.trustProxy,
    checkAnswers: options.checkAnswers ?? false,
  })
  const server = createHttpServer((request, response) => {
    // SDKs come in front of everything that people need.
    if (!stream.handle(request, response)) app(request, response)
  })
  stream.attach(server)

  const { address } = dataFolderAt(config.dataFolder)
  let closing: Promise<void> | undefined

  async function close(): Promise<void> {
    accepting = false
    if (breakGlass !== undefined) removeAddress(address)
    await breakGlass?.close()
    // First: its shop says goodbye to a server that answers.
    await demo.close()
    const closed = closeHttpServer(server, closeDeadlineMs)
    parts.leave.abort()
    await stream.close({ reconnectAfterMs })
    await parts.checks.close()
    parts.alerts.close()
    await parts.deployments.close()
    await guard.close()
    await incidents.close()
    await parts.notify.close()
    parts.mailer?.close()
    await closed
    stopDrills()
    await counts.close()
    await parts.egress.close()
    await storage.close()
  }

  return {
    server,
    storage,
    sessions,
    guard,
    checks: parts.checks,
    deployments: parts.deployments,
    incidents,
    notify: parts.notify,
    async listen() {
      const { port } = await listen(server, config.host, config.port)
      const url = config.publicUrl ?? urlOf(config.host, port)
      if (breakGlass !== undefined) writeAddress(address, url)
      const link = await sessions.firstLink()
      return { url, port, loginUrl: link === undefined ? undefined : `${url}/login#${link}` }
    },
    close: () => (closing ??= close()),
  }
}

type BreakGlassKillWith = Parameters<typeof listenBreakGlass>[0]['kill']

/** Takes the socket at once; whoever asks before the server can answer waits. */
async function openBreakGlass(config: Config) {
  let serve: (kill: BreakGlassKillWith) => void = () => undefined
  const ready = new Promise<BreakGlassKillWith>((resolve) => {
    serve = resolve
  })
  const { socket } = dataFolderAt(config.dataFolder)
  const listening = await listenBreakGlass({
    path: socket,
    kill: async (request) => (await ready)(request),
  })
  return { close: () => listening.close(), serve: (kill: BreakGlassKillWith) => serve(kill) }
}

/** A new installation begins with a project, so that the first flag is one step away. */
async function createDefaultProject({ projects }: Parts): Promise<void> {
  if ((await projects.list()).length > 0) return
  await projects.create({ key: 'default', name: 'Default' }, { actor: installer, reason: 'first start' })
}

function metricsOf({ stream, counts, guard, alerts, notify }: Parts) {
  const metrics = createMetrics()
  exposeNumbers(metrics.registry, 'ripcord_stream', streamNumberHelps, () => stream.numbers())
  exposeNumbers(metrics.registry, 'ripcord_counts', countsNumberHelps, () => counts.numbers())
  exposeNumbers(metrics.registry, 'ripcord_guard', guardNumberHelps, () => guard.numbers())
  exposeCounts(metrics.registry, 'ripcord_guard', guardCountHelps, () => guard.counts())
  exposeNumbers(metrics.registry, 'ripcord_alerts', alertNumberHelps, () => alerts.numbers())
  exposeNumbers(metrics.registry, 'ripcord_notify', notifyNumberHelps, () => notify.numbers())
  return metrics
}

/** Looks each second for drills whose time is over. */
function endDrills({ kills }: Parts, { clock, log }: AppOptions): () => void {
  const ender = createDrillEnder({ kills, clock })
  const look = () =>
    ender.tick().catch((error: unknown) => log.error({ err: error }, 'a drill could not be ended'))
  return everyUnref(drillTickMs, () => void look())
}
