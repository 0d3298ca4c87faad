// A project of ten thousand flags: what travels, how long a service takes until it is ready, what it holds, and what one
// change costs it. A service is the real SDK in a process of its own.
import { get } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { snapshotPath } from '@ripcord/sync'
import { createScope, type Scope } from '../../harness/scope.js'
import { seedFlags } from '../../harness/seed-flags.js'
import { type ServerProcess, startServer } from '../../harness/server-process.js'
import { createTestProject, type TestProject } from '../../harness/test-project.js'
import { median, type Report } from '../rows.js'
import { now } from './messages.js'
import { type Service, startService } from './service/service.js'

const sizes = { few: 10, many: 10_000 }
const readyRounds = 7
const changeRounds = 20

interface Setting {
  server: ServerProcess
  project: TestProject
  service: Service
}

export async function run(report: Report): Promise<void> {
  const scope = createScope()
  try {
    const few = await settingOf(scope, sizes.few)
    const many = await settingOf(scope, sizes.many)
    const row = (name: string, value: number, unit: string, aim: number | null = null, against = ''): void =>
      report({ name: `${sizes.many} flags: ${name}`, value, unit, aim, better: 'lower', against })
    const zipped = await zippedSnapshot(many)
    row('snapshot, JSON', gunzipSync(zipped).length / 1024, 'KiB')
    row('snapshot, compressed', zipped.length / 1024, 'KiB')

    const ready: { sdkMs: number; bareMs: number; heapBytes: number }[] = []
    for (let round = 0; round < readyRounds; round++) ready.push(await many.service.becomeReady())
    const against = 'bare GET, gunzip and JSON.parse of the same bytes'
    row('connect → ready, as a ratio', median(ready.map((one) => one.sdkMs / one.bareMs)), '×', 4, against)
    row('connect → ready', median(ready.map((one) => one.sdkMs)), 'ms')
    row('bare GET, gunzip and JSON.parse', median(ready.map((one) => one.bareMs)), 'ms')
    row('heap of the SDK', median(ready.map((one) => one.heapBytes)) / 1024 / 1024, 'MiB')

    await few.service.becomeReady()
    const changes: { many: Change; few: Change }[] = []
    for (let round = 0; round < changeRounds; round++) {
      const serves = round % 2 === 0 ? 'off' : 'on'
      changes.push({ many: await change(many, serves), few: await change(few, serves) })
    }
    const cpuMs = (of: 'many' | 'few') => median(changes.map((one) => one[of].cpuMs))
    const ratio = cpuMs('many') / cpuMs('few')
    row('one change, processor time of the SDK, as a ratio', ratio, '×', 2, `a project of ${sizes.few} flags`)
    row('one change, processor time of the SDK', cpuMs('many'), 'ms')
    row('one change asked for → served', median(changes.map((one) => one.many.servedMs)), 'ms')
    row('the same, of few flags', median(changes.map((one) => one.few.servedMs)), 'ms')
  } finally {
    await scope.close()
  }
}

interface Change {
  servedMs: number
  cpuMs: number
}

async function settingOf(scope: Scope, count: number): Promise<Setting> {
  const server = await startServer(scope)
  const project = await createTestProject(server)
  await server.stop()
  const keys = Array.from({ length: count }, (_, i) => `flag-${i}`)
  await seedFlags(server.dataDir, project.params, keys)
  await server.start()
  const service = await startService(scope, {
    url: server.url,
    sdkKey: project.sdkKey.key,
    flagKey: 'flag-0',
  })
  return { server, project, service }
}

async function change({ project, service }: Setting, serves: 'on' | 'off'): Promise<Change> {
  const served = await service.expect(serves === 'on')
  // From the question and not from the answer: the change may be served before its author is told that it is accepted.
  const askedAt = now()
  await project.serve(['flag-0'], serves)
  const { at, cpuMs } = await served()
  return { servedMs: at - askedAt, cpuMs }
}

function zippedSnapshot({ server, project }: Setting): Promise<Buffer> {
  const headers = { authorization: `Bearer ${project.sdkKey.key}`, 'accept-encoding': 'gzip' }
  return new Promise((resolve, reject) => {
    get(server.url + snapshotPath, { headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(Buffer.concat(chunks)))
    }).on('error', reject)
  })
}
