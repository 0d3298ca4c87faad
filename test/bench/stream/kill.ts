// How long a kill takes to the last of a thousand clients, against raw ws clients that get one pre-encoded frame and
// answer. Both kinds of clients live in the same processes and take turns, round by round.
import { setTimeout as sleep } from 'node:timers/promises'
import { createScope } from '../../harness/scope.js'
import { startServer } from '../../harness/server-process.js'
import { createTestProject, type TestProject } from '../../harness/test-project.js'
import { median, type Report } from '../rows.js'
import { type Fleet, startFleet } from './fleet/fleet.js'
import { now } from './messages.js'
import { startWsServer } from './peers/ws-baseline.js'

const flagKey = 'new-checkout'
/** Four processes of many clients, and eight services of one. */
const processes = [248, 248, 248, 248, 1, 1, 1, 1, 1, 1, 1, 1]
const rounds = 12
/** A kill of one flag as the stream carries it, and an acknowledgement. */
const frameBytes = 680
const answerBytes = 180

interface Round {
  /** Milliseconds from the operator's request to the server's answer. */
  accepted: number
  /** Milliseconds from that answer. */
  firstApplied: number
  lastApplied: number
  lastAcknowledged: number
  /** Milliseconds from the answer of the raw server to the last answer of its clients. */
  raw: number
}

export async function run(report: Report): Promise<void> {
  const scope = createScope()
  try {
    const server = await startServer(scope)
    const project = await createTestProject(server)
    await project.createFlags([flagKey])
    const raw = await startWsServer(scope)
    const fleet = await startFleet(scope, processes, {
      serverUrl: server.url,
      sdkKey: project.sdkKey.key,
      wsUrl: `ws://127.0.0.1:${raw.port}`,
      answerBytes,
      flagKey,
    })
    const measured: Round[] = []
    for (let round = 0; round < rounds; round++) {
      measured.push({ ...(await killRound(project, fleet)), raw: await raw.broadcast(frameBytes) })
      await sleep(100)
    }
    // The first rounds warm up.
    tell(report, measured.slice(2), fleet.size)
  } finally {
    await scope.close()
  }
}

async function killRound(project: TestProject, fleet: Fleet): Promise<Omit<Round, 'raw'>> {
  const applied = fleet.allServe(false)
  const askedAt = now()
  const killId = await project.kill([flagKey])
  const acceptedAt = now()
  const { firstAt, lastAt } = await applied
  await project.reachedAll(killId, fleet.size, { everyMs: 1 })
  const acknowledgedAt = now()
  const restored = fleet.allServe(true)
  await project.restore(killId)
  await restored
  return {
    accepted: acceptedAt - askedAt,
    firstApplied: firstAt - acceptedAt,
    lastApplied: lastAt - acceptedAt,
    lastAcknowledged: acknowledgedAt - acceptedAt,
  }
}

function tell(report: Report, measured: readonly Round[], clients: number): void {
  const of = (pick: (round: Round) => number): number => median(measured.map(pick))
  const ms = (name: string, value: number, against = ''): void =>
    report({ name, value, unit: 'ms', aim: null, better: 'lower', against })
  report({
    name: `kill accepted → last of ${clients} clients acknowledged, as a ratio`,
    value: median(measured.map((round) => round.lastAcknowledged / round.raw)),
    unit: '×',
    aim: 2,
    better: 'lower',
    against: `one pre-encoded frame → last answer of ${clients} raw ws clients`,
  })
  ms(
    `kill accepted → last of ${clients} clients acknowledged`,
    of((round) => round.lastAcknowledged),
  )
  ms(
    `kill accepted → last of ${clients} clients serves it`,
    of((round) => round.lastApplied),
  )
  ms(
    `kill accepted → first of ${clients} clients serves it`,
    of((round) => round.firstApplied),
  )
  ms(
    'kill asked → accepted',
    of((round) => round.accepted),
    'an HTTP request and a commit on disk',
  )
  ms(
    `one frame → last answer of ${clients} raw ws clients`,
    of((round) => round.raw),
  )
}
