// What a connection costs the server in memory, against a bare socket.io server: growth of resident memory, garbage
// collected, from a few hundred clients to so many more. Both kinds of clients do the same.
import { createScope } from '../../harness/scope.js'
import { startServer } from '../../harness/server-process.js'
import { createTestProject } from '../../harness/test-project.js'
import { median, type Report } from '../rows.js'
import { startCrowd } from './crowd/crowd.js'
import type { LightServer } from './crowd/light-client.js'
import { type Memory, memoryOf, probeEnv } from './memory-of.js'
import { needOpenFiles } from './open-files.js'
import { startBareServer } from './peers/bare-server.js'

const connections = 2_000
/** Joined before the first look: code, pools and tables are there then. */
const firstConnections = 200
const rounds = 3

export async function run(report: Report): Promise<void> {
  needOpenFiles(connections + firstConnections)
  const ours: Memory[] = []
  const bare: Memory[] = []
  for (let round = 0; round < rounds; round++) {
    const one = await measureRound()
    ours.push(one.ours)
    bare.push(one.bare)
  }
  const kibOf = (memories: readonly Memory[], pick: (memory: Memory) => number): number =>
    median(memories.map(pick)) / 1024
  const rss = (memory: Memory): number => memory.rss
  const heap = (memory: Memory): number => memory.heapUsed + memory.external
  const against = 'bare socket.io'
  const row = (name: string, value: number, aim: number | null = null): void =>
    report({
      name,
      value,
      unit: aim === null ? 'KiB' : '×',
      aim,
      better: 'lower',
      against: aim === null ? '' : against,
    })
  row('memory per connection, as a ratio', kibOf(ours, rss) / kibOf(bare, rss), 1.2)
  row('memory per connection, resident', kibOf(ours, rss))
  row('memory per connection, resident, bare socket.io', kibOf(bare, rss))
  row('memory per connection, heap', kibOf(ours, heap))
  row('memory per connection, heap, bare socket.io', kibOf(bare, heap))
}

/** Bytes per connection of each. */
async function measureRound(): Promise<{ ours: Memory; bare: Memory }> {
  const scope = createScope()
  try {
    const env = { ...probeEnv, SDK_CONNECTS_PER_SECOND: '100000' }
    const server = await startServer(scope, { env })
    const project = await createTestProject(server)
    await project.createFlags(['new-checkout'])
    const sdkKey = project.sdkKey.key
    const bare = await startBareServer(scope, server, sdkKey, probeEnv)
    const perConnection = async (child: typeof bare.child, at: LightServer): Promise<Memory> => {
      const crowd = await startCrowd(scope, 2)
      await crowd.join(firstConnections, at, 100)
      const before = await memoryOf(child)
      await crowd.join(connections, at, 100)
      const after = await memoryOf(child)
      await crowd.leave()
      const growth = (name: keyof Memory): number => (after[name] - before[name]) / connections
      return { rss: growth('rss'), heapUsed: growth('heapUsed'), external: growth('external') }
    }
    return {
      ours: await perConnection(server.child, { port: server.port, sdkKey }),
      bare: await perConnection(bare.child, { port: bare.port, sdkKey }),
    }
  } finally {
    await scope.close()
  }
}
