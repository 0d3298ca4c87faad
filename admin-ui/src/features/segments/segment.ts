import type { AnswerOf, operations } from '@ripcord/api'
import { plural } from '../../lib/format'

export type Segment = AnswerOf<typeof operations.getSegment>

/** Who belongs to it, said of the segment. */
export function holdsWords({ rules, ids }: Pick<Segment, 'rules' | 'ids'>): string {
  const named = ids.included === 0 ? undefined : `${plural(ids.included, 'subject')} by name`
  const byRule =
    rules.length === 0
      ? undefined
      : `whoever fits ${rules.length === 1 ? 'its rule' : `one of its ${rules.length} rules`}`
  const holds = [named, byRule].filter((part) => part !== undefined).join(' and ')
  if (holds === '') return 'holds nobody yet.'
  return ids.excluded === 0 ? `holds ${holds}.` : `holds ${holds}, but for ${ids.excluded} left out.`
}
