// Many clients that start at once, with nothing on disk, in a project of a thousand flags: key, hello, snapshot, hello,
// until the last is ready. Against a bare server that accepts as many connections and serves the same bytes. The same
// clients in the same processes take turns at both.
import { setTimeout as sleep } from 'node:timers/promises'
import { createScope } from '../../harness/scope.js'
import { seedFlags } from '../../harness/seed-flags.js'
import { startServer } from '../../harness/server-process.js'
import { createTestProject } from '../../harness/test-project.js'
import { median, type Report } from '../rows.js'
import { cpuMsOf } from './cpu-of.js'
import { type Crowd, startCrowd } from './crowd/crowd.js'
import type { LightServer } from './crowd/light-client.js'
import { needOpenFiles } from './open-files.js'
import { startBareServer } from './peers/bare-server.js'

const flags = 1_000
const sizes = [
  { clients: 1_000, rounds: 7 },
  { clients: 5_000, rounds: 3 },
]
/** A server accepts 511 connections at once at most; beyond that clients only wait. */
const atOnce = 400
const quietMs = 500

export async function run(report: Report): Promise<void> {
  needOpenFiles(2 * Math.max(...sizes.map(({ clients }) => clients)))
  const scope = createScope()
  try {
    // The budget of handshakes is not what is measured.
    const server = await startServer(scope, { env: { SDK_CONNECTS_PER_SECOND: '100000' } })
    const project = await createTestProject(server)
    const keys = Array.from({ length: flags }, (_, i) => `flag-${i}`)
    await server.stop()
    await seedFlags(server.dataDir, project.params, keys)
    await server.start()
    const sdkKey = project.sdkKey.key
    const bare = await startBareServer(scope, server, sdkKey)
    const crowd = await startCrowd(scope, 2)
    const both = {
      ours: { port: server.port, sdkKey, pid: server.child.pid },
      bare: { port: bare.port, sdkKey, pid: bare.child.pid },
    }
    // Warms up.
    await joinBoth(crowd, both, 1_000)
    for (const { clients, rounds } of sizes) {
      const measured: Round[] = []
      for (let round = 0; round < rounds; round++) measured.push(await joinBoth(crowd, both, clients))
      tell(report, measured, clients)
    }
  } finally {
    await scope.close()
  }
}

/** Milliseconds until all have joined, and of the server's CPU meanwhile. */
interface Joined {
  ms: number
  cpuMs: number
}

type Round = { ours: Joined; bare: Joined }
type Both = { [K in keyof Round]: LightServer & { pid: number } }

async function joinBoth(crowd: Crowd, { ours, bare }: Both, clients: number): Promise<Round> {
  const joined = async ({ pid, ...server }: Both['ours']): Promise<Joined> => {
    const before = cpuMsOf(pid)
    const ms = await crowd.join(clients, server, atOnce)
    const cpuMs = cpuMsOf(pid) - before
    await crowd.leave()
    await sleep(quietMs)
    return { ms, cpuMs }
  }
  return { ours: await joined(ours), bare: await joined(bare) }
}

function tell(report: Report, measured: readonly Round[], clients: number): void {
  const name = `${clients} clients join a project of ${flags} flags`
  report({
    name: `${name}, as a ratio`,
    value: median(measured.map(({ ours, bare }) => ours.ms / bare.ms)),
    unit: '×',
    aim: 1.2,
    better: 'lower',
    against: 'bare socket.io and node:http with the same bytes',
  })
  const row = (which: string, unit: string, of: (round: Round) => number): void =>
    report({
      name: `${name}${which}`,
      value: median(measured.map(of)),
      unit,
      aim: null,
      better: 'lower',
      against: '',
    })
  row('', 'ms', ({ ours }) => ours.ms)
  row(', bare', 'ms', ({ bare }) => bare.ms)
  // Where the machine is busy with others, the time until all are ready is theirs, too; the CPU is the server's own.
  row(', CPU each', 'µs', ({ ours }) => (ours.cpuMs / clients) * 1_000)
  row(', CPU each, bare', 'µs', ({ bare }) => (bare.cpuMs / clients) * 1_000)
}
