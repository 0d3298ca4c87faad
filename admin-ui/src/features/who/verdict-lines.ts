import type { Explanation } from '@ripcord/evaluator'
import type { Condition } from '../flag/flag'
import { partsOf } from '../flag/words'

/** What a condition came to. */
export type Verdict = Explanation['rules'][number]['when']

export interface Line {
  holds: boolean
  depth: number
  /** What was asked. */
  asks: string
  /** What was seen of it. */
  saw: string
}

/** One line for each condition, those within others further in. */
export function verdictLines(verdict: Verdict, depth = 0): Line[] {
  const { holds } = verdict
  switch (verdict.type) {
    case 'all':
    case 'any': {
      const asks = verdict.of.length === 0 ? 'nothing is asked' : verdict.type === 'all' ? 'all of' : 'any of'
      return [{ holds, depth, asks, saw: '' }, ...verdict.of.flatMap((one) => verdictLines(one, depth + 1))]
    }
    case 'not':
      return [{ holds, depth, asks: 'not', saw: '' }, ...verdictLines(verdict.of, depth + 1)]
    case 'attribute':
      return [{ holds, depth, asks: asksOf(verdict), saw: sawOf(verdict.seen, verdict.isComparable) }]
    case 'segment':
      return [
        {
          holds,
          depth,
          asks: asksOf(verdict),
          saw: verdict.by === 'id' ? 'it names the subject' : 'by its rules',
        },
      ]
    case 'flag':
      return [
        {
          holds,
          depth,
          asks: asksOf({ ...verdict, variants: [...verdict.variants] }),
          saw: `it serves ${verdict.served ?? 'the caller’s default'}`,
        },
      ]
  }
}

function asksOf(condition: Condition): string {
  const { subject, says, values } = partsOf(condition) ?? { subject: '', says: '', values: '' }
  return `${subject} ${says} ${values}`.trim()
}

function sawOf(seen: string | number | boolean | null, isComparable: boolean): string {
  if (seen === null) return 'it is missing'
  const shown = typeof seen === 'string' ? `“${seen}”` : String(seen)
  return isComparable ? `it is ${shown}` : `it is ${shown}, which can’t be compared`
}

/** What had the last word, in a sentence. */
export function decidedWords(decidedBy: string, matchedRule: string | null): string {
  switch (decidedBy) {
    case 'rule':
      return `Rule ${matchedRule ?? ''} matched.`
    case 'default':
      return 'No rule matched: what everybody else gets.'
    case 'prerequisite':
      return 'A flag that it needs does not serve what it needs.'
    case 'kill':
      return 'It is killed, whatever is set.'
    case 'disabled':
      return 'It is off.'
    case 'unknown':
      return 'There is no such flag here.'
    case 'quarantine':
      return 'It can’t be evaluated as it is set: the caller’s default is served.'
    case 'context':
      return 'The context could not be read.'
    default:
      return `Decided by ${decidedBy}.`
  }
}

/** Who is served what, in a sentence; a question where nothing is known yet. */
export function servedWords(
  { flag, environment, targetingKey }: { flag: string; environment: string; targetingKey: unknown },
  found: Explanation | undefined,
): string {
  if (flag === '') return 'Who sees what?'
  if (found === undefined) return `Who sees ${flag}?`
  const who = typeof targetingKey === 'string' && targetingKey !== '' ? targetingKey : 'Whoever has no key'
  const { resolution } = found
  const what = resolution.type === 'variant' ? resolution.variant : 'the caller’s default'
  return `${who} gets ${what} of ${flag} in ${environment}.`
}
