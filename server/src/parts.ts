import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { createAuthenticator } from './access/authenticate.js'
import { cookieRules } from './access/cookies.js'
import { createSdkKeys, type SdkKeys } from './access/sdk-keys.js'
import { openSessions } from './access/sessions.js'
import { type Alerts, createAlerts } from './alerts/index.js'
import { matcherProblems } from './alerts/matcher-problems.js'
import { createSenders } from './alerts/senders/index.js'
import { mappedLabels } from './alerts/senders/mapped-labels.js'
import { createSources } from './alerts/sources.js'
import { createCommitChange } from './changes/commit-change.js'
import { createHistoryService } from './changes/create-history-service.js'
import { createProjectIndexes } from './changes/project-indexes.js'
import { createBackends } from './checks/backends.js'
import { type Checks, createChecks } from './checks/index.js'
import { createSaveProblems, type SaveProblems } from './checks/save-problems.js'
import { createMeasure } from './checks/sources/measure.js'
import type { Clock } from './clock.js'
import type { Config } from './config.js'
import { createCounts } from './counts/index.js'
import { dataFolderAt } from './data-folder.js'
import type { ShopFiles } from './demo/shop-files.js'
import { createDeployments } from './deployments/index.js'
import { readers } from './deployments/readers/index.js'
import { allowedTargets } from './egress/allowed.js'
import { createEgress, type Egress } from './egress/egress.js'
import { createEnvironmentsService } from './environments/create-environments-service.js'
import { createFlagsService } from './flags/create-flags-service.js'
import { createGuard, type Guard } from './guard/index.js'
import { createIncidents, type Incidents } from './incidents/index.js'
import { createKillsService } from './kills/create-kills-service.js'
import { createMailer } from './notify/channels/mailer.js'
import { type Channels, createChannels } from './notify/channels-service.js'
import { createNotify, type Notify } from './notify/index.js'
import { blindNews, observedNews, recoveryNews } from './notify/news-of-guard.js'
import { createProjectsService } from './projects/create-projects-service.js'
import { createReleasesService } from './releases/create-releases-service.js'
import type { KeyRing } from './secrets/key-ring.js'
import { createSegmentsService } from './segments/create-segments-service.js'
import { createServicesService } from './services/create-services-service.js'
import { openSqliteStorage } from './storage/sqlite/open.js'
import type { Storage } from './storage/storage.js'
import { authenticator, createStream, type Stream } from './stream/index.js'

export interface AppOptions {
  clock: Clock
  log: Logger
  version: string
  /** Closed with the app; by default SQLite in the data folder. */
  storage?: Storage
  keyRing?: KeyRing
  /** Closed with the app; by default what the configuration lets out. */
  egress?: Egress
  /** Holds each answer against its contract; for tests. */
  checkAnswers?: boolean
  /** Of the live demo; null = none. By default what is beside the server. */
  shop?: ShopFiles | null
  /** Calls what is to be done each so many milliseconds; for tests that move time by hand. */
  every?: (ms: number, work: () => void) => () => void
}

/** A snapshot, and polls where the stream is refused. */
const requestsPerConnect = 5

export type Parts = Awaited<ReturnType<typeof openParts>>

/** The long-lived things, in the order in which they need each other. */
export async function openParts(config: Config, options: AppOptions, keyRing: KeyRing) {
  const { clock, log } = options
  const storage = options.storage ?? (await openStorage(config, clock))
  const indexes = createProjectIndexes(storage)
  const commitChange = createCommitChange({ storage, indexes })
  const warn = (message: string, error: unknown) => log.warn({ err: error }, message)
  const deps = { storage, clock, keyRing, indexes, commitChange, newId: randomUUID, warn }
  const egress =
    options.egress ??
    createEgress({ allow: allowedTargets(config.egressAllow), monotonic: () => clock.monotonic() })
  const projects = createProjectsService(deps)
  const environments = createEnvironmentsService(deps)
  const flags = createFlagsService(deps)
  const segments = createSegmentsService(deps)
  const kills = createKillsService({
    ...deps,
    isFailing: (...given) => guard.isFailing(...given),
  })
  const backends = createBackends({
    store: storage.backends,
    keyRing,
    clock,
    refuse: (url) => egress.refuse(url),
    project: (key) => projects.read(key),
  })
  const askedProblems = createSaveProblems({
    refuse: (url) => egress.refuse(url),
    hasBackend: async (project, key) => (await storage.backends.get(project, key)) !== undefined,
  })
  /** Of checks, in the languages that are spoken where they are asked and where alerts are matched. */
  const checkProblems: SaveProblems = async (project, checks) => [
    ...matcherProblems(checks),
    ...(await askedProblems(project, checks)),
  ]
  const services = createServicesService({ ...deps, checkProblems })
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
      checkProblems,
      toldOfKills: (...given) => notify.toldOfKills(...given),
      askChecks: async (...given) => [
        ...(await checks.askBeforeStart(...given)),
        ...(await alerts.hearBeforeStart(...given)),
      ],
      lastRun: (...given) => guard.lastRun(...given),
      usualTraffic: (...given) => counts.usualTraffic(...given),
    },
  })
  const measure = createMeasure({
    egress,
    backend: (project, key) => backends.place(project, key),
    now: () => clock.now().getTime(),
  })
  const checks: Checks = createChecks({
    storage,
    measure,
    clock,
    random: Math.random,
    log,
    every: options.every,
  })
  const guard: Guard = createGuard({
    storage,
    clock,
    log,
    version: options.version,
    doors: {
      ...releases,
      kill: (project, environment, { release, episode, decision }, by) => {
        const target = { type: 'release', release } as const
        return kills.kill(project, environment, { target, episode, decision, cause: 'guard' }, by)
      },
    },
    instances: () => stream.records(),
    instanceOf: (environmentId, bootId) => stream.record(environmentId, bootId),
    outside: (placed) => {
      const asked = checks.outside(placed)
      return { checks: [...asked.checks, ...alerts.outside(placed)], holds: asked.holds }
    },
    onBlind: (pulse) => {
      const now = clock.now()
      void notify.tellAll((project) => blindNews(project, pulse, now), `blind ${now.toISOString()}`)
    },
    observed: (placed, decision) => {
      const { environmentId, release } = placed
      const of = `${environmentId} ${release.key} ${release.generation} ${release.startedAt}`
      void notify.tell(observedNews(placed, decision, clock.now()), of)
    },
    every: options.every,
  })
  const senders = createSenders({ fetchCertificate: (url) => fetchCertificate(egress, url) })
  const sources = createSources({
    store: storage.intake,
    keyRing,
    clock,
    formats: { alerts: senders, deployments: readers },
  })
  const alerts: Alerts = createAlerts({
    storage,
    sources,
    senders,
    clock,
    log,
    hurry: () => void guard.hurry(),
    confirm: async (url) => {
      const answer = await egress.request({ url })
      if (answer.type !== 'answer') return `The subscription could not be confirmed: ${answer.because}`
      return answer.status < 300
        ? 'The subscription is confirmed.'
        : `The subscription could not be confirmed: its sender answered ${answer.status}.`
    },
    every: options.every,
  })
  const deployments = createDeployments({
    storage,
    doors: releases,
    admit: (...given) => sources.admit(...given),
    mapped: (labels, body) => mappedLabels({ labels }, body),
    clock,
    log,
    every: options.every,
  })
  const incidents: Incidents = createIncidents({
    storage,
    clock,
    log,
    reach: (environmentId, killId) => stream.propagation(environmentId, killId),
    run: (...given) => guard.facts(...given),
    lastFailure: (...given) => guard.lastFailure(...given),
    lastBadTraffic: (...given) => counts.lastBadTraffic(...given),
    settleRecovery: (...given) => releases.settleRecovery(...given),
    settled: async (environmentId, incident, because) => {
      // Where a release ended with it, the log tells; and of one that was lifted it no longer matters.
      if (incident.releases.length > 0 || incident.restored !== null) return
      const { state } = incident.recovery
      // Where nobody was connected nothing can be told.
      if (state === 'unknown') return
      const helped = state === 'recovered'
      const news = recoveryNews({ ...incident, helped, because }, clock.now())
      await notify.tell(news, `${environmentId} ${incident.killId}`)
    },
    every: options.every,
  })
  const mailer = config.mail === null ? undefined : createMailer(config.mail)
  const channels: Channels = createChannels({
    store: storage.notify,
    keyRing,
    clock,
    newId: randomUUID,
    refuse: (url) => egress.refuse(url),
    hasMail: mailer !== undefined,
    project: (key) => projects.read(key),
  })
  const notify: Notify = createNotify({
    storage,
    channels,
    clock,
    log,
    random: Math.random,
    request: (request) => egress.request(request),
    mail: mailer && ((...given) => mailer.tell(...given)),
    reached: async (project, environment, killId) =>
      stream.propagation(await environments.idOf(project, environment), killId),
    publicUrl: config.publicUrl,
    every: options.every,
  })
  return {
    storage,
    egress,
    mailer,
    channels,
    notify,
    backends,
    checks,
    checkProblems,
    measure,
    keyRing,
    projects,
    environments,
    flagCount: async (project: string) => (await indexes.current(project)).flagKeys().length,
    flags,
    segments,
    kills,
    releases,
    services,
    guard,
    sources,
    alerts,
    deployments,
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

function openStorage(config: Config, clock: Clock): Promise<Storage> {
  return openSqliteStorage({
    file: dataFolderAt(config.dataFolder).database,
    clock,
    mint: 'the server started',
    checkIntegrity: true,
    ballast: true,
  })
}

async function fetchCertificate(egress: Egress, url: string): Promise<string> {
  const answer = await egress.request({ url })
  if (answer.type !== 'answer') throw new Error(answer.because)
  if (answer.status !== 200) throw new Error(`its address answered ${answer.status}`)
  return answer.body.toString('utf8')
}
