import type { ArmCounts, OutcomeRow } from '@ripcord/guard'
import type { ArmOutcomes, ReleaseOutcomes } from '@ripcord/sync'

/** Subjects of one kind that one row holds, both arms together: many times what is needed to decide. */
const mostSubjects = 8_192
const mostInstances = 64
/** More than these tell nothing new: the question is whether there are as many. */
const mostSeen = 3

const arms = ['treatment', 'control'] as const
type Arm = (typeof arms)[number]

interface Sum {
  service: string
  stage: number
  treatment: ArmCounts
  control: ArmCounts
  erring: Record<Arm, Set<number>>
  slow: Record<Arm, Set<number>>
  seen: Set<number>
  erringInstances: Set<string>
  slowInstances: Set<string>
  /** A report did not fit any more. */
  isFull: boolean
}

/** What instances told of one release since it was last taken, added up by service and stage. */
export class OutcomeSums {
  readonly #sums = new Map<string, Sum>()

  add(service: string, instance: string, outcomes: ReleaseOutcomes): void {
    const sum = this.#of(service, outcomes.stage)
    // All of a report or nothing, and then nothing more: a part could favour one arm, and requests without their
    // errors would look like health.
    sum.isFull ||= !hasRoom(sum, outcomes)
    if (sum.isFull) return
    for (const arm of arms) {
      sum[arm] = plus(sum[arm], outcomes[arm])
      for (const bucket of outcomes[arm].erring) sum.erring[arm].add(bucket)
      for (const bucket of outcomes[arm].slowed) sum.slow[arm].add(bucket)
    }
    const { seen, errors, slow } = outcomes.treatment
    for (const bucket of seen) if (sum.seen.size < mostSeen) sum.seen.add(bucket)
    if (errors > 0) noteInstance(sum.erringInstances, instance)
    if (slow > 0) noteInstance(sum.slowInstances, instance)
  }

  /** Each row once. */
  take(): OutcomeRow[] {
    const rows = [...this.#sums.values()].map(rowOf)
    this.#sums.clear()
    return rows
  }

  #of(service: string, stage: number): Sum {
    const key = `${stage} ${service}`
    const known = this.#sums.get(key)
    if (known !== undefined) return known
    const none: ArmCounts = { requests: 0, errors: 0, slow: 0 }
    const made: Sum = {
      service,
      stage,
      treatment: none,
      control: none,
      erring: { treatment: new Set(), control: new Set() },
      slow: { treatment: new Set(), control: new Set() },
      seen: new Set(),
      erringInstances: new Set(),
      slowInstances: new Set(),
      isFull: false,
    }
    this.#sums.set(key, made)
    return made
  }
}

function plus(sum: ArmCounts, { requests, errors, slow }: ArmOutcomes): ArmCounts {
  return { requests: sum.requests + requests, errors: sum.errors + errors, slow: sum.slow + slow }
}

function hasRoom({ erring, slow }: Sum, { treatment, control }: ReleaseOutcomes): boolean {
  return (
    sizeOf(erring) + treatment.erring.length + control.erring.length <= mostSubjects &&
    sizeOf(slow) + treatment.slowed.length + control.slowed.length <= mostSubjects
  )
}

function sizeOf({ treatment, control }: Sum['erring']): number {
  return treatment.size + control.size
}

function noteInstance(instances: Set<string>, instance: string): void {
  if (instances.size < mostInstances) instances.add(instance)
}

function rowOf({
  isFull: _isFull,
  erring,
  slow,
  seen,
  erringInstances,
  slowInstances,
  ...counts
}: Sum): OutcomeRow {
  return {
    ...counts,
    erring: { treatment: [...erring.treatment], control: [...erring.control] },
    slow: { treatment: [...slow.treatment], control: [...slow.control] },
    seen: [...seen],
    erringInstances: [...erringInstances],
    slowInstances: [...slowInstances],
  }
}
