import type { AnswerOf, operations } from '@ripcord/api'
import type { Edit } from '../flags/bulk'
import type { Flag } from '../flags/find-flags'

// What differs between two environments, and what takes a promotion back.

export type Promotion = AnswerOf<typeof operations.previewPromotion>
type Difference = Promotion['flags'][number]['differences'][number]

export interface DifferenceLine {
  sign: '+' | '-'
  text: string
}

/** A difference as lines: what stands where it is promoted to, and what it would be. */
export function linesOf(differences: readonly Difference[]): DifferenceLine[] {
  return differences.flatMap((one): DifferenceLine[] => {
    const name = one.path === '' ? 'settings' : one.path.slice(1).replaceAll('/', '.')
    const line = (sign: '+' | '-', value: unknown) => ({ sign, text: `${name}: ${JSON.stringify(value)}` })
    return [
      ...('before' in one ? [line('-', one.before)] : []),
      ...('after' in one ? [line('+', one.after)] : []),
    ]
  })
}

/** Which environment is looked at from another, where nobody has said: the one before it, on the way of a change. */
export function otherThan(
  environment: string,
  environments: readonly { key: string; production: boolean }[],
) {
  const others = environments.filter(({ key }) => key !== environment)
  return (
    others.find(({ key }) => key === 'staging') ??
    others.find(({ production }) => !production) ??
    others[0]
  )?.key
}

/** What of a segment goes along, in words. */
export function segmentWords({ segment, isNew, differences, ids }: Promotion['segments'][number]): string {
  const people = [
    [ids.includedAdded, 'more in'],
    [ids.includedRemoved, 'fewer in'],
    [ids.excludedAdded, 'more kept out'],
    [ids.excludedRemoved, 'fewer kept out'],
  ] as const
  const counted = people.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  const rules = differences.length > 0 ? ['other rules'] : []
  const words = [...(isNew ? ['new'] : []), ...rules, ...counted]
  return words.length === 0 ? segment : `${segment} (${words.join(', ')})`
}

/** Edits that make the flags what they were in an environment, on top of the revision that changed them. */
export function undoOf(
  before: readonly Flag[],
  promotion: Pick<Promotion, 'flags' | 'to'>,
  revision: number,
): Edit[] {
  const changed = new Set(promotion.flags.map(({ flag }) => flag))
  return before.flatMap((flag): Edit[] => {
    const settings = flag.environments[promotion.to]
    if (settings === undefined || !changed.has(flag.key)) return []
    const { enabled, offVariant, prerequisites, rules, default: stands, whenBlind } = settings
    const patch = { enabled, offVariant, prerequisites, rules, default: stands, whenBlind }
    return [{ type: 'settings', flag: flag.key, environment: promotion.to, patch, ifMatch: revision }]
  })
}
