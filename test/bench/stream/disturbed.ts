// What one bad client costs the others: how long a kill takes to the last of them while it is at its worst, against how
// long it takes in quiet, in turns.
import { setTimeout as sleep } from 'node:timers/promises'
import { createScope } from '../../harness/scope.js'
import { startServer } from '../../harness/server-process.js'
import { createTestProject, type TestProject } from '../../harness/test-project.js'
import { median, type Report } from '../rows.js'
import { type Crowd, startCrowd } from './crowd/crowd.js'
import type { LightServer } from './crowd/light-client.js'
import { type Disturber, startDisturber } from './disturber/disturber.js'
import type { Disturbance } from './disturber/disturber-messages.js'
import { now } from './messages.js'

const flagKey = 'new-checkout'
const noisyKeys = ['noisy-1', 'noisy-2', 'noisy-3', 'noisy-4', 'noisy-5']
const others = 500
const rounds = 10
/**
 * Server, others and disturber share the machine: a disturber that keeps a core busy may double the time by that alone.
 * What goes beyond is the server's doing.
 */
const aim = 3
const untilAtItsWorstMs = 200
const quietMs = 200
/** What slow consumers miss: changes that the others read meanwhile. */
const largeChanges = 10
const largeValue = 'x'.repeat(10_000)
const disturbances: readonly Disturbance[] = [
  'slow consumers',
  'handshake flood',
  'event flood',
  'malformed packets',
]

interface Parts {
  project: TestProject
  crowd: Crowd
  disturber: Disturber
  server: LightServer
}

export async function run(report: Report): Promise<void> {
  const scope = createScope()
  try {
    const process = await startServer(scope, { env: { LOG_LEVEL: 'error' } })
    const project = await createTestProject(process)
    await project.createFlags([flagKey])
    for (const key of noisyKeys) await createNoisyFlag(project, key)
    const server = { port: process.port, sdkKey: project.sdkKey.key }
    const crowd = await startCrowd(scope, 1)
    await crowd.join(others, server, 50)
    const parts = { project, crowd, disturber: startDisturber(scope), server }
    for (let i = 0; i < 3; i++) await killMs(parts)
    for (const what of disturbances) await measure(parts, what, report)
  } finally {
    await scope.close()
  }
}

async function measure(parts: Parts, what: Disturbance, report: Report): Promise<void> {
  const quiet: number[] = []
  const disturbed: number[] = []
  let times = 0
  for (let round = 0; round < rounds; round++) {
    quiet.push(await killMs(parts))
    await parts.disturber.start(what, parts.server)
    if (what === 'slow consumers') await changeMuch(parts.project, round)
    await sleep(untilAtItsWorstMs)
    disturbed.push(await killMs(parts))
    times += await parts.disturber.stop()
    await sleep(quietMs)
  }
  const row = (name: string, value: number, unit: string, aimed: number | null, against: string): void =>
    report({ name, value, unit, aim: aimed, better: 'lower', against })
  const name = `kill accepted → last of ${others} others, ${what}`
  row(`${name}, as a ratio`, median(disturbed) / median(quiet), '×', aim, 'the same in quiet')
  row(name, median(disturbed), 'ms', null, `${times.toLocaleString('en')} in ${rounds} rounds`)
}

async function killMs({ project, crowd }: Parts): Promise<number> {
  const heard = await crowd.expectAll('clients', '{"type":"kill"')
  const followed = await crowd.expectAll('clients', '{"type":"changes"')
  const killId = await project.kill([flagKey])
  const acceptedAt = now()
  const { lastAt } = await heard()
  await followed()
  const restored = await crowd.expectAll('clients', '{"type":"changes"')
  await project.restore(killId)
  await restored()
  return lastAt - acceptedAt
}

async function createNoisyFlag({ api, params }: TestProject, key: string): Promise<void> {
  await api.createFlag({
    params: { project: params.project },
    body: {
      key,
      name: key,
      type: 'string',
      variants: { on: largeValue, off: '' },
      environments: {
        [params.environment]: {
          enabled: true,
          offVariant: 'off',
          default: { type: 'variant', variant: 'on' },
        },
      },
    },
  })
}

async function changeMuch(project: TestProject, round: number): Promise<void> {
  for (let i = 0; i < largeChanges; i++)
    await project.serve(noisyKeys, (round * largeChanges + i) % 2 === 0 ? 'off' : 'on')
}
