import type { CheckRow, HoldReason } from '@ripcord/guard'
import { isRunning, type Measurement } from '@ripcord/model'
import { createPlacedReleases, type PlacedRelease } from '../changes/placed-releases.js'
import type { Clock } from '../clock.js'
import { everyUnref } from '../every-unref.js'
import type { Storage } from '../storage/storage.js'
import { type AskBeforeStart, createAskBeforeStart } from './before-start.js'
import { Blindness, placeOf } from './blindness.js'
import { EarlyBeats } from './early-beats.js'
import { createEvenSince } from './even-clock.js'
import type { Measure } from './sources/measure.js'
import { UnderWay } from './under-way.js'
import {
  forgetMeasured,
  isUnknownCheck,
  judge,
  keepMeasured,
  type WatchedCheck,
  type WatchedPull,
  watchedOf,
} from './watched-run.js'

/*
 * Checks that look at running releases from outside: asked at their intervals, measured into rows, judged by
 * @ripcord/guard.
 *
 *   index.ts          who is asked when           watched-run.ts   what was measured of a run, and what it comes to
 *   before-start.ts   asked once, by preflight    early-beats.ts   who beats before its release runs
 *   blindness.ts      half of all know nothing    condition.ts     what is bad, in CEL
 *   under-way.ts      so many at once, so many of one place
 *   sources/          how each kind is asked and read: measure.ts first
 *   backends.ts       where, with which credential
 *   save-problems.ts  what is refused when a check is kept
 */

const tickMs = 1_000
const hourMs = 3_600_000
const keptMs = 7 * 24 * hourMs
/** Of an interval, in both directions: checks of many releases do not ask all at once. */
const jitter = 0.05
const retryMs = 10_000

export interface ChecksDeps {
  storage: Pick<Storage, 'changes' | 'projects' | 'measurements'>
  measure: Measure
  clock: Clock
  random: () => number
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void }
  every?: ((ms: number, work: () => void) => () => void) | undefined
}

export interface CheckView {
  row: CheckRow
  measured: readonly Measurement[]
}

export interface Checks {
  start(): Promise<void>
  /** Asks what is due. Never rejects, and waits for no answer. */
  tick(): Promise<void>
  /** Resolves when nothing is being asked. For tests, and the end. */
  settled(): Promise<void>
  /** The present word of each check of a running release, and what holds it because of them all. */
  outside(placed: PlacedRelease): { checks: CheckRow[]; holds: HoldReason[] }
  /** What was measured of late; empty where the release does not run. */
  view(environmentId: string, release: string): CheckView[]
  /** What checks say of a release that has not begun. Never rejects. */
  askBeforeStart: AskBeforeStart
  /** Takes a beat. False where no such check of a running release is known: then it tells preflight alone. */
  beat(environmentId: string, release: string, check: string): Promise<boolean>
  numbers(): { underWay: number; measured: number; failed: number; unknown: number }
  close(): Promise<void>
}

interface WatchedRun {
  placed: PlacedRelease
  checks: readonly WatchedCheck[]
}

export function createChecks(deps: ChecksDeps): Checks {
  const { storage, measure, clock, random, log, every = everyUnref } = deps
  const releases = createPlacedReleases(storage)
  const runs = new Map<string, WatchedRun>()
  const underWay = new UnderWay()
  const blindness = new Blindness(log)
  const beats = new EarlyBeats()
  const endings: (() => void)[] = []
  const counts = { measured: 0, failed: 0 }
  const evenSince = createEvenSince(clock)
  let looking: Promise<void> | undefined

  let known = evenSince().since

  /** Since when wall-clock times can be compared; lets go of what was measured before. */
  function even() {
    const found = evenSince()
    if (found.since !== known)
      for (const { checks } of runs.values()) for (const watch of checks) forgetMeasured(watch)
    known = found.since
    return found
  }

  /** Takes up runs that have begun, lets go of those that have ended, and knows the others as they are now. */
  async function look(): Promise<void> {
    const running = (await releases.read()).filter(({ release }) => isRunning(release))
    for (const key of runs.keys()) if (!running.some((placed) => keyOf(placed) === key)) runs.delete(key)
    for (const placed of running) {
      const known = runs.get(keyOf(placed))
      if (known !== undefined) known.placed = placed
      else runs.set(keyOf(placed), { placed, checks: await watched(placed) })
    }
  }

  function watched(placed: PlacedRelease): Promise<WatchedCheck[]> {
    return watchedOf(placed.release, (check, limit) => storage.measurements.last(refOf(placed), check, limit))
  }

  /** Where the log can’t be read, what is known is asked on. Never rejects. */
  function looked(): Promise<void> {
    looking ??= look()
      .catch((error: unknown) => log.error({ err: error }, 'running releases can’t be read for their checks'))
      .finally(() => {
        looking = undefined
      })
    return looking
  }

  function ask(placed: PlacedRelease, watch: WatchedPull): void {
    const { project, environment, release } = placed
    watch.isUnderWay = true
    const asking = measure(watch.check, {
      project,
      environment,
      release: release.key,
      services: release.services,
    })
      .then((measurement) => take(placed, watch, measurement))
      .finally(() => {
        watch.isUnderWay = false
      })
    underWay.add(placeIn(placed, watch), asking)
  }

  async function take(placed: PlacedRelease, watch: WatchedCheck, measurement: Measurement): Promise<void> {
    counts.measured++
    if (measurement.type === 'error') {
      counts.failed++
      if (watch.type === 'pulled') watch.nextAt = Math.min(watch.nextAt, clock.monotonic() + retryMs)
    }
    try {
      await storage.measurements.add(refOf(placed), watch.id, measurement)
      // What is not stored would be forgotten by a restart: nothing is decided on it.
      keepMeasured(watch, measurement)
    } catch (error) {
      log.error({ err: error }, 'a measurement could not be stored: nothing is decided on it')
    }
  }

  /** Who has waited longest comes first: where a place is slow, each has its turn. */
  function dueAt(now: number): { placed: PlacedRelease; watch: WatchedPull }[] {
    return [...runs.values()]
      .flatMap(({ placed, checks }) => checks.map((watch) => ({ placed, watch })))
      .filter((one): one is { placed: PlacedRelease; watch: WatchedPull } => {
        const { watch } = one
        return watch.type === 'pulled' && !watch.isUnderWay && watch.nextAt <= now
      })
      .sort((a, b) => a.watch.nextAt - b.watch.nextAt)
  }

  function askWhatIsDue(): void {
    const now = clock.monotonic()
    for (const { placed, watch } of dueAt(now)) {
      if (underWay.isFull) return
      if (!underWay.hasRoomAt(placeIn(placed, watch))) continue
      // From when it was due, not from the tick that saw it: that would make three seconds of two.
      const due = Math.max(watch.nextAt, now - tickMs)
      watch.nextAt = due + watch.rules.intervalMs * (1 - jitter + 2 * jitter * random())
      ask(placed, watch)
    }
  }

  async function prune(): Promise<void> {
    try {
      await storage.measurements.prune(clock.now().getTime() - keptMs)
    } catch (error) {
      log.error({ err: error }, 'measurements that are no longer needed could not be removed')
    }
  }

  async function tick(): Promise<void> {
    even()
    await looked()
    askWhatIsDue()
    blindness.look(
      [...runs.values()].map(({ placed, checks }) => ({ placed, unknown: checks.filter(isUnknownCheck) })),
    )
  }

  const at = ({ release }: PlacedRelease) => ({ release, now: clock.now().getTime(), ...even() })

  return {
    async start() {
      await looked()
      await prune()
      endings.push(
        every(tickMs, () => void tick()),
        every(hourMs, () => void prune()),
        storage.changes.onCommit(() => void looked()),
      )
    },
    tick,
    settled: () => underWay.settled(),
    outside(placed) {
      const run = runs.get(keyOf(placed))
      const asked = placed.release.watches.filter(({ type }) => type !== 'sdk-outcomes' && type !== 'alert')
      const checks = asked.map(({ id }): CheckRow => {
        const watch = run?.checks.find((one) => one.id === id)
        if (watch === undefined)
          return { check: id, outcome: 'inconclusive', because: `${id}: it was not asked yet` }
        return judge(watch, at(placed))
      })
      return { checks, holds: blindness.holds(placed.environmentId) }
    },
    view(environmentId, release) {
      const run = [...runs.values()].find(
        ({ placed }) => placed.environmentId === environmentId && placed.release.key === release,
      )
      if (run === undefined) return []
      return run.checks.map((watch) => ({ row: judge(watch, at(run.placed)), measured: watch.measured }))
    },
    askBeforeStart: createAskBeforeStart({ measure, beats, now: () => clock.now().getTime() }),
    async beat(environmentId, release, check) {
      const run = [...runs.values()].find(
        ({ placed }) => placed.environmentId === environmentId && placed.release.key === release,
      )
      const watch = run?.checks.find((one) => one.type === 'heartbeat' && one.id === check)
      if (run === undefined || watch === undefined) {
        beats.note({ environmentId, release, check }, clock.now().getTime())
        return false
      }
      await take(run.placed, watch, {
        type: 'value',
        at: clock.now().getTime(),
        value: 1,
        isBad: false,
        tookMs: 0,
      })
      return true
    },
    numbers: () => ({
      underWay: underWay.size,
      ...counts,
      unknown: [...runs.values()].flatMap(({ checks }) => checks.filter(isUnknownCheck)).length,
    }),
    async close() {
      for (const end of endings.splice(0)) end()
      await underWay.settled()
    },
  }
}

/** Backends of two projects may have one name. */
function placeIn({ project }: PlacedRelease, watch: WatchedPull): string {
  return `${project} ${placeOf(watch)}`
}

function keyOf({ environmentId, release }: PlacedRelease): string {
  return `${environmentId} ${release.key} ${release.generation}`
}

function refOf({ environmentId, release }: PlacedRelease) {
  return { environmentId, release: release.key, generation: release.generation }
}
