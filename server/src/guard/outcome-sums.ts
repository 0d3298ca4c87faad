import type { ArmCounts, OutcomeRow } from '@ripcord/guard'
import type { ArmOutcomes, ReleaseOutcomes } from '@ripcord/sync'

/** Subjects of one kind that one row holds, both arms together; a full row takes no further one, of either arm. */
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
}

/** What instances told of one release since it was last taken, added up by service and stage. */
export class OutcomeSums {
  readonly #sums = new Map<string, Sum>()

  add(service: string, instance: string, outcomes: ReleaseOutcomes): void {
    const sum = this.#of(service, outcomes.stage)
    for (const arm of arms) {
      sum[arm] = plus(sum[arm], outcomes[arm])
      addSubjects(sum.erring, arm, outcomes[arm].erring)
      addSubjects(sum.slow, arm, outcomes[arm].slowed)
    }
    for (const bucket of outcomes.treatment.seen) if (sum.seen.size < mostSeen) sum.seen.add(bucket)
    const { errors, slow } = outcomes.treatment
    if (errors > 0 && sum.erringInstances.size < mostInstances) sum.erringInstances.add(instance)
    if (slow > 0 && sum.slowInstances.size < mostInstances) sum.slowInstances.add(instance)
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
    }
    this.#sums.set(key, made)
    return made
  }
}

function plus(sum: ArmCounts, { requests, errors, slow }: ArmOutcomes): ArmCounts {
  return { requests: sum.requests + requests, errors: sum.errors + errors, slow: sum.slow + slow }
}

function addSubjects(sets: Record<Arm, Set<number>>, arm: Arm, buckets: readonly number[]): void {
  for (const bucket of buckets)
    if (sets.treatment.size + sets.control.size < mostSubjects) sets[arm].add(bucket)
}

function rowOf({ erring, slow, seen, erringInstances, slowInstances, ...counts }: Sum): OutcomeRow {
  return {
    ...counts,
    erring: { treatment: [...erring.treatment], control: [...erring.control] },
    slow: { treatment: [...slow.treatment], control: [...slow.control] },
    seen: [...seen],
    erringInstances: [...erringInstances],
    slowInstances: [...slowInstances],
  }
}
