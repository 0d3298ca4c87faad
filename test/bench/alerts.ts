// How long it takes from an alert that is accepted to the last of a thousand clients that has acknowledged, beside a
// kill by hand in the same run; and what a storm of alerts does to the one that counts.
import { setTimeout as sleep } from 'node:timers/promises'
import { createScope } from '../harness/scope.js'
import { type ServerProcess, startServer } from '../harness/server-process.js'
import { createTestProject, type TestProject } from '../harness/test-project.js'
import { waitFor } from '../harness/wait-for.js'
import { median, type Report } from './rows.js'
import { type Fleet, startFleet } from './stream/fleet/fleet.js'
import { now } from './stream/messages.js'
import { startPeer } from './stream/peers/peer.js'

const flagKey = 'new-checkout'
const processes = [250, 250, 250, 250]
/** As many as the guard kills in one environment within ten minutes: more would be a storm, and held. */
const rounds = 3
const pauseMs = 200
const stormSeconds = 20
const alertsPerSecond = 500
const duplicates = 10_000
const atOnce = 20
/** Deliveries of the storm that are under way at once: a sender has so many connections, and a rate that it reaches. */
const mostUnderWay = 64

interface Bench {
  server: ServerProcess
  project: TestProject
  /** Delivers alerts; answers the status. */
  deliver: (alerts: readonly object[]) => Promise<number>
  release: (key: string) => Promise<void>
}

export async function run(report: Report): Promise<void> {
  const scope = createScope()
  try {
    const server = await startServer(scope)
    const project = await createTestProject(server)
    await project.createFlags([flagKey], 'off')
    const bench = await prepare(server, project)
    const raw = await startPeer(scope, 'ws')
    const bare = await startPeer(scope, 'io')
    const fleet = await startFleet(scope, processes, {
      serverUrl: server.url,
      sdkKey: project.sdkKey.key,
      wsUrl: `ws://127.0.0.1:${raw.port}`,
      ioUrl: `http://127.0.0.1:${bare.port}`,
      answerBytes: 180,
      flagKey,
    })
    await latencies(report, bench, fleet)
    // Of a budget of kills of its own.
    const other = await createTestProject(server, { project: 'storm' })
    await other.createFlags([flagKey], 'off')
    const stormed = await prepare(server, other)
    await storm(report, stormed)
    await repetitions(report, stormed)
  } finally {
    await scope.close()
  }
}

async function prepare(server: ServerProcess, project: TestProject): Promise<Bench> {
  const { api, params } = project
  const { path, secret } = await api.createSource({ params, body: { sender: 'ripcord', name: 'bench' } })
  return {
    server,
    project,
    async deliver(alerts) {
      const answer = await fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
        body: JSON.stringify({ alerts }),
      })
      await answer.arrayBuffer()
      return answer.status
    },
    async release(key) {
      const where = { ...params, release: key }
      await api.applyRelease({
        params: where,
        body: {
          services: [{ name: 'bench' }],
          flags: [{ key: flagKey, outgoing: 'on' }],
          stages: [{ share: 0.5, bakeTime: '1h' }],
          checks: [{ id: 'alerts', type: 'alert' }],
        },
      })
      await api.startRelease({ params: where, body: {} })
    },
  }
}

function firing(release: string): object {
  return { status: 'firing', labels: { alertname: 'Errors', release }, startsAt: new Date().toISOString() }
}

async function killOf({ project: { api, params } }: Bench, release: string): Promise<string> {
  return waitFor(
    `${release} is killed`,
    async () => (await api.getRelease({ params: { ...params, release } })).killId ?? undefined,
    { everyMs: 1 },
  )
}

async function latencies(report: Report, bench: Bench, fleet: Fleet): Promise<void> {
  const { project } = bench
  const byAlert: number[] = []
  const byHand: number[] = []
  for (let round = 0; round < rounds; round++) {
    for (const way of ['alert', 'hand'] as const) {
      const key = `by-${way}-${round}`
      await bench.release(key)
      await sleep(pauseMs)
      const status = way === 'alert' ? await bench.deliver([firing(key)]) : 202
      if (status !== 202) throw new Error(`the alert was answered ${status}`)
      const handId = way === 'hand' ? await project.kill([flagKey]) : undefined
      const acceptedAt = now()
      const killId = handId ?? (await killOf(bench, key))
      await project.reachedAll(killId, fleet.size, { everyMs: 1 })
      ;(way === 'alert' ? byAlert : byHand).push(now() - acceptedAt)
      await project.restore(killId)
      await sleep(pauseMs)
    }
  }
  tellLatencies(report, byAlert, byHand, fleet.size)
}

function tellLatencies(report: Report, byAlert: number[], byHand: number[], clients: number): void {
  const name = `alert accepted → last of ${clients} clients acknowledged`
  const lower = { better: 'lower' as const }
  report({ ...lower, name, value: median(byAlert), unit: 'ms', aim: null, against: 'median' })
  const slowest = Math.max(...byAlert)
  const against = `the slowest of ${byAlert.length}, which stands for the p99`
  report({ ...lower, name, value: slowest, unit: 'ms', aim: 250, against })
  const ratio = median(byAlert) / median(byHand)
  report({
    ...lower,
    name: `${name}, as a ratio`,
    value: ratio,
    unit: '×',
    aim: null,
    against: 'a kill by hand',
  })
}

/** Half of what comes is new and nobody's, half a repetition; in the middle comes the one that counts. */
async function storm(report: Report, bench: Bench): Promise<void> {
  await bench.release('storm')
  const startsAt = new Date().toISOString()
  const underWay = new Set<Promise<void>>()
  let shed = 0
  const send = async (alert: object): Promise<void> => {
    if ((await bench.deliver([alert])) === 429) shed += 1
  }
  let killed: Promise<number> | undefined
  const start = now()
  const total = stormSeconds * alertsPerSecond
  for (let n = 0; n < total; n++) {
    const due = start + (n / alertsPerSecond) * 1_000
    if (due > now()) await sleep(due - now())
    if (n === total / 2) killed = timeToKill(bench, 'storm')
    while (underWay.size >= mostUnderWay) await Promise.race(underWay)
    const alert = { status: 'firing', labels: { n: String(n % (total / 2)) }, startsAt }
    const one = send(alert).finally(() => void underWay.delete(one))
    underWay.add(one)
  }
  await Promise.all(underWay)
  const tookMs = now() - start
  const lower = { better: 'lower' as const }
  const name = `${total} alerts, ${alertsPerSecond}/s`
  const rate = total / (tookMs / 1_000)
  report({ name: `${name}: sent`, value: rate, unit: '/s', aim: null, better: 'higher', against: '' })
  report({ ...lower, name: `${name}: told to come again`, value: shed, unit: '', aim: null, against: '429' })
  const against = 'sent, with all the others → killed'
  report({
    ...lower,
    name: `${name}: the one that counts`,
    value: (await killed) ?? 0,
    unit: 'ms',
    aim: null,
    against,
  })
  await tellKills(report, bench, `${name}: kills`, 'storm')
  const memory = await residentMiB(bench.server)
  report({
    ...lower,
    name: `${name}: memory of the server`,
    value: memory,
    unit: 'MiB',
    aim: null,
    against: '',
  })
}

async function timeToKill(bench: Bench, release: string): Promise<number> {
  const sentAt = now()
  await bench.deliver([firing(release)])
  await killOf(bench, release)
  return now() - sentAt
}

async function repetitions(report: Report, bench: Bench): Promise<void> {
  const { project } = bench
  await project.restore(await killOf(bench, 'storm'))
  await bench.release('repeated')
  const alert = firing('repeated')
  let left = duplicates
  const start = now()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left > 0) {
        left -= 1
        await bench.deliver([alert])
      }
    }),
  )
  const name = `${duplicates} deliveries of one alert`
  report({
    name,
    value: duplicates / ((now() - start) / 1_000),
    unit: '/s',
    aim: null,
    better: 'higher',
    against: '',
  })
  await tellKills(report, bench, `${name}: kills`, 'repeated')
}

async function tellKills(report: Report, bench: Bench, name: string, release: string): Promise<void> {
  await killOf(bench, release)
  const { api, params } = bench.project
  const { items } = await api.listKills({ params, query: { state: 'all' } })
  const value = items.filter(({ reason, lifted }) => lifted === null && reason.includes('fires')).length
  report({ name, value, unit: '', aim: 1, better: 'lower', against: '' })
}

async function residentMiB({ url, adminToken }: ServerProcess): Promise<number> {
  const page = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${adminToken}` } })
  const [, bytes] = /^process_resident_memory_bytes (\S+)$/m.exec(await page.text()) ?? []
  return Number(bytes) / 1_048_576
}
