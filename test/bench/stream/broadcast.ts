// One broadcast to five thousand sockets against a ws server that writes one frame, encoded once. Both servers are
// processes of their own, their clients live in the same processes, and they take turns, round by round.
import { setTimeout as sleep } from 'node:timers/promises'
import { createScope } from '../../harness/scope.js'
import { startServer } from '../../harness/server-process.js'
import { createTestProject, type TestProject } from '../../harness/test-project.js'
import { median, type Report } from '../rows.js'
import { type Crowd, startCrowd } from './crowd/crowd.js'
import { now } from './messages.js'
import { needOpenFiles } from './open-files.js'
import { type Peer, startPeer } from './peers/peer.js'

const flagKey = 'new-checkout'
const sockets = 5_000
const rounds = 16
/** The first rounds warm up. */
const warmUps = 4
const pauseMs = 100

/** Milliseconds from the answer to whoever asked for it to the last socket. */
interface Round {
  change: number
  rawChange: number
  kill: number
  rawKill: number
}

export async function run(report: Report): Promise<void> {
  needOpenFiles(sockets)
  const scope = createScope()
  try {
    // The budget of handshakes is not what is measured.
    const server = await startServer(scope, { env: { SDK_CONNECTS_PER_SECOND: '100000' } })
    const project = await createTestProject(server)
    await project.createFlags([flagKey])
    const raw = await startPeer(scope, 'ws')
    const crowd = await startCrowd(scope, 2)
    await crowd.join(sockets, { port: server.port, sdkKey: project.sdkKey.key }, 100)
    await crowd.openRaw(sockets, raw.port)
    const measured: Round[] = []
    for (let round = 0; round < rounds; round++)
      measured.push(await measureRound(project, crowd, raw, round % 2 === 0 ? 'off' : 'on'))
    tell(report, measured.slice(warmUps))
  } finally {
    await scope.close()
  }
}

async function measureRound(
  project: TestProject,
  crowd: Crowd,
  raw: Peer,
  serves: 'on' | 'off',
): Promise<Round> {
  const change = await toLast(crowd, 'changes', () => project.serve([flagKey], serves))
  const rawChange = await rawToLast(crowd, raw, change.bytes)
  let killId = ''
  const kill = await toLast(crowd, 'kill', async () => {
    killId = await project.kill([flagKey])
  })
  const rawKill = await rawToLast(crowd, raw, kill.bytes)
  await toLast(crowd, 'changes', () => project.restore(killId))
  return { change: change.ms, rawChange: rawChange.ms, kill: kill.ms, rawKill: rawKill.ms }
}

async function toLast(
  crowd: Crowd,
  type: 'changes' | 'kill',
  ask: () => Promise<unknown>,
): Promise<{ ms: number; bytes: number }> {
  await sleep(pauseMs)
  const heard = await crowd.expectAll('clients', `{"type":"${type}"`)
  // A kill is followed by its change.
  const followed = await crowd.expectAll('clients', '{"type":"changes"')
  await ask()
  const answeredAt = now()
  const { lastAt, bytes } = await heard()
  await followed()
  return { ms: lastAt - answeredAt, bytes }
}

async function rawToLast(crowd: Crowd, raw: Peer, bytes: number): Promise<{ ms: number }> {
  await sleep(pauseMs)
  const heard = await crowd.expectAll('raws', '')
  const { answeredAt } = await raw.write(bytes)
  const { lastAt } = await heard()
  return { ms: lastAt - answeredAt }
}

function tell(report: Report, measured: readonly Round[]): void {
  const row = (name: string, unit: string, aim: number | null, pick: (round: Round) => number): void =>
    report({
      name,
      value: median(measured.map(pick)),
      unit,
      aim,
      better: 'lower',
      against: aim === null ? '' : `ws, one pre-encoded frame → last of ${sockets} sockets`,
    })
  row(
    `change accepted → last of ${sockets} sockets, as a ratio`,
    '×',
    1.15,
    (one) => one.change / one.rawChange,
  )
  row(`kill accepted → last of ${sockets} sockets, as a ratio`, '×', 1.15, (one) => one.kill / one.rawKill)
  row(`change accepted → last of ${sockets} sockets`, 'ms', null, (one) => one.change)
  row(`kill accepted → last of ${sockets} sockets`, 'ms', null, (one) => one.kill)
  row(`one frame of ws → last of ${sockets} sockets`, 'ms', null, (one) => one.rawKill)
}
