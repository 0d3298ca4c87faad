import { readdirSync } from 'node:fs'
import { startChild, story } from '../../harness/child.js'
import { programs } from '../../harness/paths.js'
import type { Scope } from '../../harness/scope.js'
import { startServer } from '../../harness/server-process.js'
import { startService } from '../../harness/service-process.js'
import { tempDir } from '../../harness/temp-dir.js'
import { createTestProject } from '../../harness/test-project.js'
import { waitFor } from '../../harness/wait-for.js'
import type { ChaosCase, Figure } from '../chaos-case.js'
import type { DaySettings, DaySight } from './day-messages.js'

const sizes = {
  short: { minutes: 60, evaluations: 150_000 },
  long: { minutes: 24 * 60, evaluations: 1_000_000 },
}
/** More than a client keeps counts of while nobody takes them. */
const overrides = 50_500
const growthKiB = 1_024
/** Of the minutes, this share is for what is made once: tables, compiled code, the first full round of counts. */
const warmUp = 0.5

/** The SDK without its server: what it holds, tries and says in a day, and what becomes of what it counted. */
export const simulatedDay: ChaosCase = {
  title: 'a day without a server at a million evaluations',
  async run({ scope, size, tell }) {
    const lost = await losesServer(scope)
    tell('the server has gone')
    const sight = await liveThrough(scope, { ...lost, ...sizes[size], overrides })
    return figuresOf(sight, sizes[size])
  },
}

/** A folder with a state in it, and the port where nobody listens any more. */
async function losesServer(scope: Scope): Promise<Pick<DaySettings, 'port' | 'sdkKey' | 'cacheDir'>> {
  const server = await startServer(scope)
  const project = await createTestProject(server)
  await project.createFlags(['a'])
  const cacheDir = tempDir(scope, 'cache')
  const sdkKey = project.sdkKey.key
  const service = await startService(scope, { url: server.url, sdkKey, cacheDir })
  await service.serves('a', true)
  await waitFor('the state to be on disk', () =>
    readdirSync(cacheDir, { recursive: true, encoding: 'utf8' }).some((name) => /state\.[ab]$/.test(name)),
  )
  await service.stop()
  await server.stop()
  return { port: server.port, sdkKey, cacheDir }
}

async function liveThrough(scope: Scope, settings: DaySettings): Promise<DaySight> {
  const child = startChild(scope, {
    program: programs.day,
    args: [JSON.stringify(settings)],
    env: { NODE_OPTIONS: '--expose-gc' },
  })
  const { code } = await child.exited
  if (code !== 0) throw new Error(story(child))
  return JSON.parse(child.out.at(-1) ?? '') as DaySight
}

function figuresOf(sight: DaySight, { minutes, evaluations }: (typeof sizes)[keyof typeof sizes]): Figure[] {
  const { heap, ageMs } = sight
  const warm = heap.slice(Math.floor(heap.length * warmUp))
  const figure = (name: string, value: number, must: Figure['must'], unit = ''): Figure => ({
    name,
    value: Math.round(value),
    unit,
    must,
  })
  return [
    figure('evaluations', sight.evaluated, { be: '=', value: evaluations }),
    figure('that did not answer what is held', sight.wrong, { be: '=', value: 0 }),
    figure('growth from there to the end', growthOf(warm) / 1024, { be: '≤', value: growthKiB }, 'KiB'),
    figure(
      'growth by the line that fits best',
      (slopeOf(warm) * warm.length) / 1024,
      { be: '≤', value: growthKiB },
      'KiB',
    ),
    figure('timers set while no connection is tried', sight.idleTimers, { be: '≤', value: 1 }),
    // The agenda's, and that of the one connection that is being made.
    figure('timers set at once', sight.mostTimers, { be: '≤', value: 2 }),
    figure('timers left by close()', sight.timersLeft, { be: '=', value: 0 }),
    figure('sockets at once', sight.mostSockets, { be: '≤', value: 1 }),
    figure('connections tried', sight.attempts, { be: '≤', value: 8 * minutes }),
    figure('lines said', sight.lines, { be: '≤', value: 10 * minutes }),
    figure('evaluations dropped from the counts', sight.dropped, { be: '≥', value: 1 }),
    figure('neither counted nor told of as dropped', sight.evaluated - sight.counted - sight.dropped, {
      be: '=',
      value: 0,
    }),
    figure('said to be STALE at the end', sight.status === 'STALE' ? 1 : 0, { be: '=', value: 1 }),
    figure(
      'age told, beyond the time that has passed',
      ageMs / 60_000 - minutes,
      { be: '≥', value: 0 },
      'min',
    ),
  ]
}

function growthOf(heap: readonly number[]): number {
  return (heap.at(-1) ?? Number.NaN) - (heap[0] ?? Number.NaN)
}

/** Of the line through all of them that fits best, in bytes a minute. */
function slopeOf(heap: readonly number[]): number {
  const middle = (heap.length - 1) / 2
  const mean = heap.reduce((sum, bytes) => sum + bytes, 0) / heap.length
  let above = 0
  let below = 0
  for (const [minute, bytes] of heap.entries()) {
    above += (minute - middle) * (bytes - mean)
    below += (minute - middle) ** 2
  }
  return above / below
}
