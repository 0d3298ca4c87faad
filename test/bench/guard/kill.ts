// How long a release that breaks hard takes from the guard's finding to the last of a thousand instances that has
// acknowledged the kill: of one service, and of six with a flag each. Beside it, turn by turn, a kill of the same flags by
// hand while no release runs. All times are those of the incidents.
import type { ApiClient } from '@ripcord/api'
import { createScope } from '../../harness/scope.js'
import { startServer } from '../../harness/server-process.js'
import { createTestProject, type TestProject } from '../../harness/test-project.js'
import { waitFor } from '../../harness/wait-for.js'
import { median, type Report } from '../rows.js'
import { type Instances, startInstances } from './instances/instances.js'

/** Four processes of many instances, and eight of one. */
const processes = [248, 248, 248, 248, 1, 1, 1, 1, 1, 1, 1, 1]
const rounds = 21
const patience = { timeoutMs: 120_000, everyMs: 100 }

type Incident = Awaited<ReturnType<ApiClient['getIncident']>>

/** Milliseconds. */
interface Round {
  /** From the first second in which something failed. */
  detected: number
  /** From the detection on. */
  committed: number
  lastAcknowledged: number
  /** From the operator's request to the last acknowledgement. */
  byHand: number
}

export async function run(report: Report): Promise<void> {
  for (const count of [1, 6]) {
    const scope = createScope()
    try {
      const server = await startServer(scope)
      const project = await createTestProject(server)
      const services = Array.from({ length: count }, (_, index) => `service-${index}`)
      const flagKeys = services.map((name) => `${name}-new-path`)
      await project.createFlags(flagKeys, 'off')
      const { url: serverUrl } = server
      const settings = { serverUrl, sdkKey: project.sdkKey.key, services, flagKeys }
      const instances = await startInstances(scope, processes, settings)
      const stage = { project, instances, services, flagKeys }
      const measured: Round[] = []
      for (let round = 0; round < rounds; round++)
        measured.push({ ...(await killByGuard(stage, `release-${round}`)), byHand: await killByHand(stage) })
      // The first round warms up.
      tell(report, measured.slice(1), stage)
    } finally {
      await scope.close()
    }
  }
}

interface Stage {
  project: TestProject
  instances: Instances
  services: readonly string[]
  flagKeys: readonly string[]
}

/** Starts a release, breaks its new path once every arm is measured, and waits for what comes of it. */
async function killByGuard(stage: Stage, release: string): Promise<Omit<Round, 'byHand'>> {
  const { project, instances, services, flagKeys } = stage
  const { api, params } = project
  const at = { ...params, release }
  const body = {
    services: services.map((name) => ({ name })),
    flags: flagKeys.map((key) => ({ key, outgoing: 'on' })),
    stages: [{ share: 0.5, bakeTime: '1h' }, { share: 1 }],
  }
  await api.applyRelease({ params: at, body })
  await api.startRelease({ params: at, body: {} })
  await waitFor(
    'both arms of every service to be measured',
    async () => {
      const { counts } = await api.readGuard({ params: at })
      const isMeasured = counts.filter(({ treatment, control }) => treatment.requests * control.requests > 0)
      return isMeasured.length === services.length
    },
    patience,
  )
  await instances.serve(true)
  const killId = await waitFor(
    'the guard to have killed',
    async () => (await api.getRelease({ params: at })).killId ?? undefined,
    patience,
  )
  await instances.serve(false)
  const { before, times, openedAt, acknowledged } = await acknowledgedByAll(stage, killId)
  await restore(stage, killId)
  const detectedAt = momentOf(before.detectedAt)
  return {
    detected: times.detect ?? Number.NaN,
    committed: momentOf(openedAt) - detectedAt,
    lastAcknowledged: momentOf(acknowledged.allAt) - detectedAt,
  }
}

async function killByHand(stage: Stage): Promise<number> {
  const askedAt = Date.now()
  const killId = await stage.project.kill(stage.flagKeys)
  const { acknowledged } = await acknowledgedByAll(stage, killId)
  await restore(stage, killId)
  return momentOf(acknowledged.allAt) - askedAt
}

function acknowledgedByAll({ project, instances }: Stage, kill: string): Promise<Incident> {
  return waitFor(
    'the incident to tell of the last acknowledgement',
    async () => {
      const incident = await project.api.getIncident({ params: { ...project.params, kill } })
      const { total, allAt } = incident.acknowledged
      return total === instances.size && allAt !== null ? incident : undefined
    },
    patience,
  )
}

/** The next kill must not meet what this one leaves to do. */
async function restore({ project }: Stage, killId: string): Promise<void> {
  await project.restore(killId)
  await waitFor(
    'every instance to have let go of the kill',
    async () => {
      const { items } = await project.api.listInstances({ params: project.params })
      return items.every(({ kills }) => kills.length === 0)
    },
    { ...patience, everyMs: 500 },
  )
}

function momentOf(at: string | null): number {
  return at === null ? Number.NaN : Date.parse(at)
}

function tell(report: Report, measured: readonly Round[], { instances, services }: Stage): void {
  const over = services.length === 1 ? 'one service' : `${services.length} services`
  const to = `last of ${instances.size.toLocaleString('en')} acknowledged, ${over}`
  const kills = `${measured.length} kills`
  const row = (name: string, value: number, unit: string, against: string): void =>
    report({ name, value, unit, aim: null, better: 'lower', against })
  const ms = (name: string, pick: (round: Round) => number): void => {
    const values = measured.map(pick)
    row(`${name}: median`, median(values), 'ms', kills)
    row(`${name}: p99`, quantile(values, 0.99), 'ms', `${kills}: the slowest`)
  }
  ms(`detected → ${to}`, ({ lastAcknowledged }) => lastAcknowledged)
  row(
    `detected → ${to}: median as a ratio`,
    median(measured.map(({ lastAcknowledged, byHand }) => lastAcknowledged / byHand)),
    '×',
    'the same kill by hand, asked → last acknowledged, in turn',
  )
  ms(`by hand, asked → ${to}`, ({ byHand }) => byHand)
  ms(`detected → committed, ${over}`, ({ committed }) => committed)
  ms(`first failure reported → detected, ${over}`, ({ detected }) => detected)
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}
