/**
 * Buckets of subjects, never changed in place. In two parts, so that one more subject copies a small set and not
 * the 65,536 of a long run.
 */
export interface SubjectSet {
  readonly many: ReadonlySet<number>
  readonly latest: ReadonlySet<number>
}

const LATEST_OF_FEW = 32

export const noSubjects: SubjectSet = { many: new Set(), latest: new Set() }

export function hasSubject({ many, latest }: SubjectSet, bucket: number): boolean {
  return latest.has(bucket) || many.has(bucket)
}

export function withSubjects(set: SubjectSet, buckets: readonly number[]): SubjectSet {
  if (buckets.length === 0) return set
  const latest = new Set([...set.latest, ...buckets])
  // The larger set is copied once in so many times that both copies cost about the same.
  if (latest.size <= LATEST_OF_FEW + Math.sqrt(set.many.size)) return { many: set.many, latest }
  return { many: new Set([...set.many, ...latest]), latest: new Set() }
}

export function countSubjects({ many, latest }: SubjectSet): number {
  return many.size + latest.size
}
