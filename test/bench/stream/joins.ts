// Many clients that start at once, with nothing on disk, in a project of a thousand flags: key, hello, snapshot, hello,
// until the last is ready. Against a bare server that accepts as many connections and serves the same bytes. The same
// clients in the same processes take turns at both.
import { setTimeout as sleep } from 'node:timers/promises'
import { createScope } from '../../harness/scope.js'
import { seedFlags } from '../../harness/seed-flags.js'
import { startServer } from '../../harness/server-process.js'
import { createTestProject } from '../../harness/test-project.js'
import { median, type Report } from '../rows.js'
import { type Crowd, startCrowd } from './crowd/crowd.js'
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
    const both = { ours: { port: server.port, sdkKey }, bare: { port: bare.port, sdkKey } }
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

type Round = { ours: number; bare: number }
type Both = { [K in keyof Round]: Parameters<Crowd['join']>[1] }

async function joinBoth(crowd: Crowd, { ours, bare }: Both, clients: number): Promise<Round> {
  const joined = async (server: Both['ours']): Promise<number> => {
    const ms = await crowd.join(clients, server, atOnce)
    await crowd.leave()
    await sleep(quietMs)
    return ms
  }
  return { ours: await joined(ours), bare: await joined(bare) }
}

function tell(report: Report, measured: readonly Round[], clients: number): void {
  const name = `${clients} clients join a project of ${flags} flags`
  report({
    name: `${name}, as a ratio`,
    value: median(measured.map(({ ours, bare }) => ours / bare)),
    unit: '×',
    aim: 1.2,
    better: 'lower',
    against: 'bare socket.io and node:http with the same bytes',
  })
  const ms = (which: string, value: number): void =>
    report({ name: `${name}${which}`, value, unit: 'ms', aim: null, better: 'lower', against: '' })
  ms('', median(measured.map(({ ours }) => ours)))
  ms(', bare', median(measured.map(({ bare }) => bare)))
}
