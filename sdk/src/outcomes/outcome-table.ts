import type { FlagRelease } from '@ripcord/evaluator'
import { type ArmOutcomes, latencyIndex, type ReleaseOutcomes, type Report, wireLimits } from '@ripcord/sync'
import type { ReleaseRequest } from './scope.js'
import { TrafficCount } from './traffic.js'

// As much is kept of a second as a server reads of one report (`wireLimits`): what is beyond it counts, and tells no more.

/** What a request came to. */
export interface RequestOutcome {
  readonly isError: boolean
  /** Of an error. */
  readonly kind: string | undefined
  readonly traceId: string | undefined
  readonly durationMs: number
  /** How often by event. */
  readonly tracked: ReadonlyMap<string, number>
}

type Told = Pick<Report, 'outcomes' | 'breakers' | 'traffic'>
type Trip = NonNullable<Report['breakers']>[number]

interface ArmRow {
  requests: number
  errors: number
  slow: number
  readonly erring: Set<number>
  readonly slowed: Set<number>
  readonly seen: Set<number>
  readonly latency: Map<number, number>
  readonly kinds: Map<string, { count: number; traceId: string | undefined }>
  readonly tracked: Map<string, number>
}

interface ReleaseRow {
  readonly release: FlagRelease
  readonly treatment: ArmRow
  readonly control: ArmRow
  unassigned: number
  subjectsLost: number
}

/**
 * What requests of running releases came to, until a report takes it. Bounded; what is beyond the bounds, or in a
 * report that never arrives, is missing from both arms alike.
 */
export class OutcomeTable {
  #rows = new Map<string, ReleaseRow>()
  #trips: Trip[] = []
  /** Of all requests: it waits for a report that is sent anyway. */
  readonly traffic = new TrafficCount()
  readonly #onFirst: () => void

  /** `onFirst`: there is something to report, where there was nothing. */
  constructor(onFirst: () => void) {
    this.#onFirst = onFirst
  }

  /** Whether nothing is to be told soon. */
  get isEmpty(): boolean {
    return this.#rows.size === 0 && this.#trips.length === 0
  }

  count({ release, arm, subject }: ReleaseRequest, outcome: RequestOutcome): void {
    const row = this.#rowOf(release)
    if (row === undefined) return
    if (arm === 'none') row.unassigned += 1
    else countInArm(row, row[arm], subject, outcome)
  }

  trip(trip: Trip): void {
    this.#tellFirst()
    if (this.#trips.length < wireLimits.breakers) this.#trips.push(trip)
  }

  /** Everything, taken out; undefined where there is nothing. */
  take(): Told | undefined {
    const traffic = this.traffic.take()
    if (this.isEmpty && traffic === undefined) return undefined
    const outcomes = Array.from(this.#rows.values(), outcomesOf)
    const breakers = this.#trips
    this.#rows = new Map()
    this.#trips = []
    return {
      ...(outcomes.length > 0 && { outcomes }),
      ...(breakers.length > 0 && { breakers }),
      ...(traffic && { traffic }),
    }
  }

  #rowOf(release: FlagRelease): ReleaseRow | undefined {
    const key = `${release.generation}/${release.stage}/${release.key}`
    const known = this.#rows.get(key)
    if (known !== undefined || this.#rows.size === wireLimits.outcomes) return known
    this.#tellFirst()
    const row = { release, treatment: newArm(), control: newArm(), unassigned: 0, subjectsLost: 0 }
    this.#rows.set(key, row)
    return row
  }

  #tellFirst(): void {
    if (this.isEmpty) this.#onFirst()
  }
}

function newArm(): ArmRow {
  return {
    requests: 0,
    errors: 0,
    slow: 0,
    erring: new Set(),
    slowed: new Set(),
    seen: new Set(),
    latency: new Map(),
    kinds: new Map(),
    tracked: new Map(),
  }
}

function countInArm(
  row: ReleaseRow,
  arm: ArmRow,
  subject: string | undefined,
  outcome: RequestOutcome,
): void {
  const { slowAfterMs, bucketOf } = row.release
  const isSlow = slowAfterMs !== undefined && outcome.durationMs > slowAfterMs
  arm.requests += 1
  arm.errors += +outcome.isError
  arm.slow += +isSlow
  addTo(arm.latency, latencyIndex(outcome.durationMs), 1)
  if (outcome.isError) countKind(arm, outcome)
  for (const [event, count] of outcome.tracked)
    if (arm.tracked.has(event) || arm.tracked.size < wireLimits.tracked) addTo(arm.tracked, event, count)
  if (subject === undefined || !(outcome.isError || isSlow || arm.seen.size < wireLimits.seen)) return
  const bucket = bucketOf(subject)
  if (arm.seen.size < wireLimits.seen) arm.seen.add(bucket)
  if (outcome.isError) addSubject(row, 'erring', arm, bucket)
  if (isSlow) addSubject(row, 'slowed', arm, bucket)
}

function addSubject(row: ReleaseRow, list: 'erring' | 'slowed', arm: ArmRow, bucket: number): void {
  const { treatment, control } = row
  if (arm[list].has(bucket)) return
  if (treatment[list].size + control[list].size < wireLimits.subjects) arm[list].add(bucket)
  else row.subjectsLost += 1
}

function countKind(arm: ArmRow, { kind = 'error', traceId }: RequestOutcome): void {
  const known = arm.kinds.get(kind)
  if (known !== undefined) {
    known.count += 1
    known.traceId ??= traceId
  } else if (arm.kinds.size < wireLimits.kinds) arm.kinds.set(kind, { count: 1, traceId })
}

function addTo<K>(counts: Map<K, number>, key: K, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count)
}

function outcomesOf({ release, treatment, control, unassigned, subjectsLost }: ReleaseRow): ReleaseOutcomes {
  return {
    release: release.key,
    generation: release.generation,
    stage: release.stage,
    treatment: armOf(treatment),
    control: armOf(control),
    unassigned,
    subjectsLost,
  }
}

function armOf({
  requests,
  errors,
  slow,
  erring,
  slowed,
  seen,
  latency,
  kinds,
  tracked,
}: ArmRow): ArmOutcomes {
  return {
    requests,
    errors,
    slow,
    erring: [...erring],
    slowed: [...slowed],
    seen: [...seen],
    latency: [...latency],
    kinds: Array.from(kinds, ([kind, { count, traceId }]) => ({ kind, count, ...(traceId && { traceId }) })),
    ...(tracked.size > 0 && { tracked: Array.from(tracked, ([event, count]) => ({ event, count })) }),
  }
}
