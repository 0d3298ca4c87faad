import {
  type CheckRow,
  isUnknown,
  judgeHeartbeat,
  judgePulled,
  measurementsLookedAt,
  type PulledRules,
} from '@ripcord/guard'
import {
  durationMs,
  type HeartbeatCheck,
  isPulled,
  type Measurement,
  type PulledCheck,
  type Release,
  readFailAfter,
} from '@ripcord/model'

/** What is asked from outside of one check of a run, and what came of it. */
export type WatchedCheck = WatchedPull | WatchedBeat

interface Shared {
  readonly id: string
  /** The last ones, in order of time. */
  measured: Measurement[]
}

export interface WatchedPull extends Shared {
  readonly type: 'pulled'
  readonly check: PulledCheck
  readonly rules: PulledRules
  /** Monotonic milliseconds. */
  nextAt: number
  isUnderWay: boolean
}

export interface WatchedBeat extends Shared {
  readonly type: 'heartbeat'
  readonly check: HeartbeatCheck
}

/** The checks of a release that are looked at from outside, with what was measured before. */
export async function watchedOf(
  { watches }: Release,
  last: (check: string, limit: number) => Promise<Measurement[]>,
): Promise<WatchedCheck[]> {
  const found: WatchedCheck[] = []
  for (const check of watches) {
    if (check.type === 'heartbeat')
      found.push({ type: 'heartbeat', id: check.id, check, measured: await last(check.id, beatsKept) })
    if (isPulled(check)) {
      const rules = rulesOf(check)
      const measured = await last(check.id, measurementsLookedAt(rules))
      const isUnderWay = false
      found.push({
        type: 'pulled',
        id: check.id,
        check,
        rules,
        measured,
        nextAt: Number.NEGATIVE_INFINITY,
        isUnderWay,
      })
    }
  }
  return found
}

const beatsKept = 2

export function keepMeasured(watched: WatchedCheck, measurement: Measurement): void {
  if (watched.type === 'heartbeat') {
    // The first one tells that it has ever beat, the last one when.
    const [first = measurement] = watched.measured
    watched.measured = [first, measurement]
    return
  }
  watched.measured = [...watched.measured, measurement].slice(-measurementsLookedAt(watched.rules))
}

/** The clock was set: what it said before can't be held against what it says now. A beat was a beat. */
export function forgetMeasured(watched: WatchedCheck): void {
  if (watched.type === 'pulled') watched.measured = []
}

export interface JudgedAt {
  release: Pick<Release, 'startedAt' | 'stageSince'>
  now: number
  /** Since when this process watches by an even clock. */
  since: number
  /** Whether the clock was set then: what began before counts as having begun then. */
  wasSet: boolean
}

/** The present word of a check. After a restart, or a clock that was set, nothing passes but what is measured anew. */
export function judge(watched: WatchedCheck, at: JudgedAt): CheckRow {
  const { release, now, since } = at
  if (watched.type === 'heartbeat') {
    const { id, check, measured } = watched
    const lastAt = measured.at(-1)?.at
    return judgeHeartbeat(id, msOf(check.period), {
      now,
      firstAt: measured[0]?.at,
      lastAt: lastAt === undefined ? undefined : notAhead(lastAt, at),
      listeningSince: since,
    })
  }
  return judgePulled(watched.rules, watched.measured, {
    now,
    activatedAt: begunAt(release.startedAt, at),
    // What was measured at that very moment counts.
    stageSince: Math.max(begunAt(release.stageSince ?? release.startedAt, at), since - 1),
  })
}

/** So that a clock that is set forward skips no warm-up, and one that is set back makes nobody wait for the old time. */
function begunAt(instant: string | null, at: JudgedAt): number {
  const begun = notAhead(Date.parse(instant ?? ''), at)
  return at.wasSet ? Math.max(begun, at.since) : begun
}

/** What is later than now was written by the clock as it was before it was set. */
function notAhead(time: number, { now, since }: JudgedAt): number {
  return time > now ? Math.min(since, now) : time
}

export function isUnknownCheck(watched: WatchedCheck): boolean {
  return watched.type === 'pulled'
    ? isUnknown(watched.rules, watched.measured)
    : watched.measured.length === 0
}

function rulesOf(check: PulledCheck): PulledRules {
  return {
    check: check.id,
    failAfter: readFailAfter(check.failAfter) ?? { fails: 2, of: 3 },
    onNoData: check.onNoData,
    onError: check.onError,
    intervalMs: msOf(check.interval),
    windowMs: msOf(check.window),
  }
}

function msOf(duration: string): number {
  return durationMs(duration) ?? 0
}
