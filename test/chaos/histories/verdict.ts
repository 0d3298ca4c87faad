import type { Figure } from '../chaos-case.js'
import type { Stage } from './stage.js'
import {
  atomic,
  bookmarkable,
  monotonic,
  ordered,
  reliable,
  resumable,
  unique,
  type Validator,
} from './validators.js'

/** What is said of each promise where it is broken. */
const promises: readonly (readonly [string, Validator])[] = [
  ['back-steps (monotonic)', monotonic],
  ['changes out of order (ordered)', ordered],
  ['changes told twice (unique)', unique],
  ['mixtures of two changes (atomic)', atomic],
  ['states lost (resumable)', resumable],
  ['kills missing while READY (bookmarkable)', bookmarkable],
  ['clients elsewhere than the log after quiet (reliable)', reliable],
]

/** Each promise against all histories, and how much there was to judge by. */
export function verdictOn(
  { witnesses, ledger }: Stage,
  least: { changes: number; sights: number },
): Figure[] {
  const histories = witnesses.map(({ history }) => history)
  const sights = histories.reduce((sum, history) => sum + history.sights.length, 0)
  const tellings = histories.reduce((sum, history) => sum + history.tellings.flat().length, 0)
  return [
    {
      name: 'changes acknowledged',
      value: ledger.count,
      unit: '',
      must: { be: '≥', value: least.changes },
    },
    {
      name: 'different states seen, all clients together',
      value: sights,
      unit: '',
      must: { be: '≥', value: least.sights },
    },
    {
      name: 'changes that services were told of, all clients together',
      value: tellings,
      unit: '',
      must: { be: '≥', value: least.changes },
    },
    ...promises.map(([name, validate]): Figure => {
      const because = histories.flatMap((history) => validate(history, ledger))
      return { name, value: because.length, unit: '', must: { be: '=', value: 0 }, because }
    }),
  ]
}
