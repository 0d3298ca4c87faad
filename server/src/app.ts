import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import { openApiDocument, releaseFileJsonSchema } from '@ripcord/api'
import type { Actor } from '@ripcord/model'
import type { Logger } from 'pino'
import { createAuthenticator } from './access/authenticate.js'
import { cookieRules } from './access/cookies.js'
import { keysRoutes } from './access/keys-routes.js'
import { policies } from './access/policies.js'
import { createSdkKeys, type SdkKeys } from './access/sdk-keys.js'
import { sessionRoutes } from './access/session-routes.js'
import { openSessions, type Sessions } from './access/sessions.js'
import { tokensRoutes } from './access/tokens-routes.js'
import { removeAddress, writeAddress } from './address.js'
import { killWith } from './break-glass/kill-with.js'
import { listenBreakGlass } from './break-glass/socket.js'
import { createCommitChange } from './changes/commit-change.js'
import { createHistoryService } from './changes/create-history-service.js'
import { followChanges } from './changes/follow-changes.js'
import { historyRoutes } from './changes/history-routes.js'
import { createProjectIndexes } from './changes/project-indexes.js'
import type { Clock } from './clock.js'
import type { Config } from './config.js'
import { countsNumberHelps } from './counts/counts-metrics.js'
import { countsRoutes } from './counts/counts-routes.js'
import { createCounts } from './counts/index.js'
import { dataFolderAt, prepareDataFolder } from './data-folder.js'
import { createEnvironmentsService } from './environments/create-environments-service.js'
import { environmentsRoutes } from './environments/environments-routes.js'
import { createFlagsService } from './flags/create-flags-service.js'
import { createEvaluateFlags } from './flags/evaluate-flags.js'
import { evaluateRoutes } from './flags/evaluate-routes.js'
import { flagsRoutes } from './flags/flags-routes.js'
import { guardNumberHelps } from './guard/guard-metrics.js'
import { guardRoutes } from './guard/guard-routes.js'
import { createGuard, type Guard } from './guard/index.js'
import { createHttpApp } from './http/http-app.js'
import { closeHttpServer, createHttpServer, listen, urlOf } from './http/listen.js'
import { createMetrics, exposeNumbers } from './http/metrics.js'
import type { Route } from './http/route.js'
import { incidentsRoutes } from './incidents/incidents-routes.js'
import { createIncidents, type Incidents } from './incidents/index.js'
import { createKillsService } from './kills/create-kills-service.js'
import { createDrillEnder } from './kills/drill-ender.js'
import { killsRoutes } from './kills/kills-routes.js'
import { createProjectsService } from './projects/create-projects-service.js'
import { projectsRoutes } from './projects/projects-routes.js'
import { createReleasesService } from './releases/create-releases-service.js'
import { releasesRoutes } from './releases/releases-routes.js'
import type { KeyRing } from './secrets/key-ring.js'
import { openKeyRing } from './secrets/open-key-ring.js'
import { createSegmentsService } from './segments/create-segments-service.js'
import { segmentsRoutes } from './segments/segments-routes.js'
import { createServicesService } from './services/create-services-service.js'
import { servicesRoutes } from './services/services-routes.js'
import { openSqliteStorage } from './storage/sqlite/open.js'
import type { Storage } from './storage/storage.js'
import { authenticator, createStream, type Stream } from './stream/index.js'
import { instancesRoutes } from './stream/instances-routes.js'
import { streamNumberHelps } from './stream/stream-metrics.js'

export interface AppOptions {
  clock: Clock
  log: Logger
  version: string
  /** Closed with the app; by default SQLite in the data folder. */
  storage?: Storage
  keyRing?: KeyRing
  /** Holds each answer against its contract; for tests. */
  checkAnswers?: boolean
  /** Calls what is to be done each so many milliseconds; for tests that move time by hand. */
  every?: (ms: number, work: () => void) => () => void
}

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
  readonly incidents: Pick<Incidents, 'tick'>
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
/** A snapshot, and polls where the stream is refused. */
const requestsPerConnect = 5

/** Who makes what a new installation begins with. */
const installer: Actor = { type: 'system', id: 'first-start', name: 'First start' }

/** Puts the server together. The only place that constructs things: everything else is handed what it needs. */
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
  await guard.start()
  await incidents.start()
  const stopDrills = endDrills(parts, options)

  let accepting = true
  const app = createHttpApp({
    routes: routesOf(parts, options),
    authenticate: (credentials) => parts.access.authenticate(credentials),
    policyOf: (permission) => policies[permission],
    document: () => openApiDocument(options.version),
    releaseFileSchema: releaseFileJsonSchema,
    readiness: { check: () => storage.check(), accepting: () => accepting },
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
    const closed = closeHttpServer(server, closeDeadlineMs)
    parts.leave.abort()
    await stream.close({ reconnectAfterMs })
    await guard.close()
    await incidents.close()
    await closed
    stopDrills()
    await counts.close()
    await storage.close()
  }

  return {
    server,
    storage,
    sessions,
    guard,
    incidents,
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

type Parts = Awaited<ReturnType<typeof openParts>>

/** The long-lived things, in the order in which they need each other. */
async function openParts(config: Config, options: AppOptions, keyRing: KeyRing) {
  const { clock, log } = options
  const storage = options.storage ?? (await openStorage(config, clock))
  const indexes = createProjectIndexes(storage)
  const commitChange = createCommitChange({ storage, indexes })
  const warn = (message: string, error: unknown) => log.warn({ err: error }, message)
  const deps = { storage, clock, keyRing, indexes, commitChange, newId: randomUUID, warn }
  const projects = createProjectsService(deps)
  const environments = createEnvironmentsService(deps)
  const flags = createFlagsService(deps)
  const segments = createSegmentsService(deps)
  const kills = createKillsService(deps)
  const services = createServicesService(deps)
  const history = createHistoryService(deps)

  const counts = createCounts({ store: storage.counts, clock, log })

  const cookies = cookieRules(config.publicUrl)
  const sessions = await openSessions({
    access: storage.access,
    keyRing,
    clock,
    warn: (message) => log.warn(message),
  })
  const access = createAuthenticator({
    access: storage.access,
    sessions,
    cookies,
    adminToken: config.adminToken,
  })
  const sdkKeys: SdkKeys = createSdkKeys({
    keys: storage.keys,
    clock,
    onRevoked: (id) => stream.disconnectKey(id),
  })
  const stream: Stream = createStream({
    storage,
    keyRing,
    clock,
    log,
    authenticate: authenticator((key) => sdkKeys.verify(key)),
    adoptKill: (environmentId, kill) => kills.adopt(environmentId, kill),
    report: (environmentId, report) => {
      counts.take(environmentId, report)
      guard.take(environmentId, report)
    },
    heard: (record) => incidents.heard(record),
    reportRefused: (environmentId, bootId) => guard.refuse(environmentId, bootId),
    evaluates: (...given) => counts.evaluates(...given),
    handshakesPerSecond: config.sdkConnectsPerSecond,
    requestsPerSecond: config.sdkConnectsPerSecond * requestsPerConnect,
  })
  const releases = createReleasesService({
    ...deps,
    surroundings: {
      instances: (environmentId) => stream.instances(environmentId),
      evaluates: (...given) => counts.evaluates(...given),
      turnOff: async (project, environment, flags) =>
        (await kills.preview(project, environment, { target: { type: 'flags', flags: [...flags] } })).turnOff,
    },
  })
  const guard: Guard = createGuard({
    storage,
    clock,
    log,
    doors: {
      ...releases,
      kill: (project, environment, { release, episode, decision }, by) => {
        const target = { type: 'release', release } as const
        return kills.kill(project, environment, { target, episode, decision, cause: 'guard' }, by)
      },
    },
    instances: () => stream.records(),
    instanceOf: (environmentId, bootId) => stream.record(environmentId, bootId),
    every: options.every,
  })
  const incidents: Incidents = createIncidents({
    storage,
    clock,
    log,
    reach: (environmentId, killId) => stream.propagation(environmentId, killId),
    run: (...given) => guard.facts(...given),
    lastFailure: (...given) => guard.lastFailure(...given),
    settleRecovery: (...given) => releases.settleRecovery(...given),
    every: options.every,
  })
  return {
    storage,
    projects,
    environments,
    flags,
    segments,
    kills,
    releases,
    services,
    guard,
    incidents,
    history,
    counts,
    cookies,
    sessions,
    access,
    sdkKeys,
    stream,
    /** Ends the readers of events, who would otherwise stay. */
    leave: new AbortController(),
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

function openStorage(config: Config, clock: Clock): Promise<Storage> {
  return openSqliteStorage({
    file: dataFolderAt(config.dataFolder).database,
    clock,
    mint: 'the server started',
    checkIntegrity: true,
    ballast: true,
  })
}

/** A new installation begins with a project, so that the first flag is one step away. */
async function createDefaultProject({ projects }: Parts): Promise<void> {
  if ((await projects.list()).length > 0) return
  await projects.create({ key: 'default', name: 'Default' }, { actor: installer, reason: 'first start' })
}

function routesOf(parts: Parts, { clock }: AppOptions): Route[] {
  const { storage, stream, environments, leave } = parts
  const environmentId = (project: string, environment: string) => environments.idOf(project, environment)
  return [
    ...sessionRoutes({ sessions: parts.sessions, authenticator: parts.access, cookies: parts.cookies }),
    ...tokensRoutes({ access: storage.access, clock }),
    ...projectsRoutes(parts.projects),
    ...environmentsRoutes(environments),
    ...keysRoutes({ sdkKeys: parts.sdkKeys, environmentId }),
    ...flagsRoutes(parts.flags),
    ...evaluateRoutes(createEvaluateFlags({ changes: storage.changes, environmentId, clock })),
    ...segmentsRoutes(parts.segments),
    ...killsRoutes(parts.kills),
    ...releasesRoutes({
      releases: parts.releases,
      kill: (project, environment, release, request, by) =>
        parts.kills.kill(project, environment, { ...request, target: { type: 'release', release } }, by),
      leave: leave.signal,
    }),
    ...servicesRoutes(parts.services),
    ...guardRoutes({
      guard: parts.guard,
      release: (...given) => parts.releases.read(...given),
      environmentId,
    }),
    ...incidentsRoutes({ incidents: parts.incidents, environmentId }),
    ...instancesRoutes({
      environmentId,
      refused: (id) => parts.guard.refused(id),
      instances: (id) => stream.instances(id),
      propagation: (id, killId) => stream.propagation(id, killId),
      strike: (id, instance) => stream.strike(id, instance),
    }),
    ...countsRoutes({ counts: parts.counts, clock, environmentId }),
    ...historyRoutes({
      history: parts.history,
      head: (project) => storage.changes.head(project),
      follow: (project, after, signal) =>
        followChanges(storage.changes, project, after, AbortSignal.any([signal, leave.signal])),
    }),
  ]
}

function metricsOf({ stream, counts, guard }: Parts) {
  const metrics = createMetrics()
  exposeNumbers(metrics.registry, 'ripcord_stream', streamNumberHelps, () => stream.numbers())
  exposeNumbers(metrics.registry, 'ripcord_counts', countsNumberHelps, () => counts.numbers())
  exposeNumbers(metrics.registry, 'ripcord_guard', guardNumberHelps, () => guard.numbers())
  return metrics
}

/** Looks each second for drills whose time is over. */
function endDrills({ kills }: Parts, { clock, log }: AppOptions): () => void {
  const ender = createDrillEnder({ kills, clock })
  const look = () =>
    ender.tick().catch((error: unknown) => log.error({ err: error }, 'a drill could not be ended'))
  const timer = setInterval(() => void look(), drillTickMs).unref()
  return () => clearInterval(timer)
}
