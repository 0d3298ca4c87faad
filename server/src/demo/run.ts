import type { Demo as DemoView } from '@ripcord/api'
import type { Guest } from './guest.js'
import { sayDemo } from './say-demo.js'
import type { Place, ReleaseNow, Scene } from './scenery.js'

/** Enough that each stage takes seconds, and few enough for a small machine. */
export const customersPerSecond = 25
/** Forgotten, it ends by itself. */
export const longestMs = 30 * 60_000

/** A shop that is open, or on its way there or back. */
export interface Run {
  scene: Scene
  guest: Guest | undefined
  phase: 'starting' | 'open' | 'ending'
  instances: number
  startedAt: Date
  rollsAt: Date | null
  brokenAt: Date | null
  release: string | null
  sales: DemoView['sales']
  timer: NodeJS.Timeout
  /** A release that is about to start: nothing is put away before. */
  rolling: Promise<void>
  ended: Promise<void> | undefined
}

/** What is known beside the run itself; of the last one where none is open. */
export interface Known {
  refusal: string | null
  /** Why the last one ended by itself. */
  problem: string | null
  place: Place | null
  release: string | null
  found: ReleaseNow | undefined
}

/** How it stands, for people. */
export function viewOf(run: Run | undefined, { refusal, problem, place, release, found }: Known): DemoView {
  const facts = {
    state: stateOf(run, found?.status),
    refusal,
    problem: run === undefined ? problem : null,
    place,
    release,
    killId: found?.killId ?? null,
    startedAt: instant(run?.startedAt),
    rollsAt: instant(run?.rollsAt),
    brokenAt: instant(run?.brokenAt),
    killedAt: found?.status === 'killed' ? found.endedAt : null,
    endsAt: run === undefined ? null : new Date(run.startedAt.getTime() + longestMs).toISOString(),
    // The services, and whoever runs them and buys.
    processes: run === undefined ? 0 : run.instances + 1,
    customersPerSecond,
    sales: run?.sales ?? [],
  }
  return { ...sayDemo(facts), ...facts }
}

function stateOf(run: Run | undefined, status: string | undefined): DemoView['state'] {
  if (run === undefined) return 'off'
  if (run.phase !== 'open') return run.phase
  if (status === 'killed') return 'killed'
  if (status !== 'running' && status !== 'baking') return 'over'
  return run.brokenAt === null ? 'rolling' : 'broken'
}

export function placeOf({ project, environment }: Scene): Place {
  return { project, environment }
}

function instant(date: Date | null | undefined): string | null {
  return date?.toISOString() ?? null
}
