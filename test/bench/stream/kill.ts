// How long a kill takes to the last of a thousand clients, against raw ws clients that get one pre-encoded frame and
// answer, and against clients of socket.io that do the same and nothing else: how much of the first is the price of
// socket.io. All kinds of clients live in the same processes and take turns, round by round.
import { setTimeout as sleep } from 'node:timers/promises'
import { createScope } from '../../harness/scope.js'
import { startServer } from '../../harness/server-process.js'
import { createTestProject, type TestProject } from '../../harness/test-project.js'
import { median, type Report } from '../rows.js'
import { type Fleet, startFleet } from './fleet/fleet.js'
import { now } from './messages.js'
import { startPeer } from './peers/peer.js'
import { canTellProcessorTime, processorTimeOf } from './processor-time.js'

const flagKey = 'new-checkout'
/** Four processes of many clients, and eight services of one. */
const processes = [248, 248, 248, 248, 1, 1, 1, 1, 1, 1, 1, 1]
const rounds = 12
/** So that what the turn before has left to do, acknowledgements of the restore above all, slows nobody else. */
const pauseMs = 200
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
  /** The same of socket.io and nothing else. */
  bare: number
  /** Microseconds of processor time of a server and its clients for each of the three. */
  used: { kill: number; raw: number; bare: number }
}

export async function run(report: Report): Promise<void> {
  const scope = createScope()
  try {
    const server = await startServer(scope)
    const project = await createTestProject(server)
    await project.createFlags([flagKey])
    const raw = await startPeer(scope, 'ws')
    const bare = await startPeer(scope, 'io')
    const fleet = await startFleet(scope, processes, {
      serverUrl: server.url,
      sdkKey: project.sdkKey.key,
      wsUrl: `ws://127.0.0.1:${raw.port}`,
      ioUrl: `http://127.0.0.1:${bare.port}`,
      answerBytes,
      flagKey,
    })
    const measured: Round[] = []
    for (let round = 0; round < rounds; round++) {
      const killed = await used([server.child.pid, ...fleet.pids], () => killAll(project, fleet))
      await restoreAll(project, fleet, killed.result.killId)
      await sleep(pauseMs)
      const one = await used([raw.pid, ...fleet.pids], () => raw.broadcast(frameBytes))
      await sleep(pauseMs)
      const other = await used([bare.pid, ...fleet.pids], () => bare.broadcast(frameBytes))
      await sleep(pauseMs)
      measured.push({
        ...killed.result,
        raw: one.result,
        bare: other.result,
        used: { kill: killed.us, raw: one.us, bare: other.us },
      })
    }
    // The first rounds warm up.
    tell(report, measured.slice(2), fleet.size)
  } finally {
    await scope.close()
  }
}

async function used<T>(pids: readonly number[], work: () => Promise<T>): Promise<{ result: T; us: number }> {
  const before = processorTimeOf(pids)
  const result = await work()
  return { result, us: processorTimeOf(pids) - before }
}

async function killAll(
  project: TestProject,
  fleet: Fleet,
): Promise<Omit<Round, 'raw' | 'bare' | 'used'> & { killId: string }> {
  const applied = fleet.allServe(false)
  const askedAt = now()
  const killId = await project.kill([flagKey])
  const acceptedAt = now()
  const { firstAt, lastAt } = await applied
  await project.reachedAll(killId, fleet.size, { everyMs: 1 })
  const acknowledgedAt = now()
  return {
    killId,
    accepted: acceptedAt - askedAt,
    firstApplied: firstAt - acceptedAt,
    lastApplied: lastAt - acceptedAt,
    lastAcknowledged: acknowledgedAt - acceptedAt,
  }
}

async function restoreAll(project: TestProject, fleet: Fleet, killId: string): Promise<void> {
  const restored = fleet.allServe(true)
  await project.restore(killId)
  await restored
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
  const ratio = (name: string, against: string, pick: (round: Round) => number): void =>
    report({ name, value: of(pick), unit: '×', aim: null, better: 'lower', against })
  ratio(
    `one event → last answer of ${clients} clients of socket.io alone, as a ratio`,
    'the same raw ws clients: what socket.io takes of it',
    (round) => round.bare / round.raw,
  )
  ratio(
    `kill accepted → last of ${clients} clients acknowledged, as a ratio`,
    'clients of socket.io alone: they echo, an SDK checks, compiles and applies a kill and its change',
    (round) => round.lastAcknowledged / round.bare,
  )
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
  ms(
    `one event → last answer of ${clients} clients of socket.io alone`,
    of((round) => round.bare),
  )
  if (!canTellProcessorTime) return
  const us = (name: string, pick: (round: Round) => number): void =>
    report({ name, value: of(pick) / clients, unit: 'µs', aim: null, better: 'lower', against: '' })
  us('processor time per client, kill', (round) => round.used.kill)
  us('processor time per client, raw ws', (round) => round.used.raw)
  us('processor time per client, socket.io alone', (round) => round.used.bare)
}
