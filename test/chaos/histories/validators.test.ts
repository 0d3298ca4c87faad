import { beforeEach, describe, expect, it } from 'vitest'
import type { Sight, Telling } from '../../harness/service-messages.js'
import { Ledger } from './ledger.js'
import {
  atomic,
  bookmarkable,
  monotonic,
  ordered,
  reliable,
  resumable,
  safeValue,
  unique,
  type Validator,
} from './validators.js'

const validators = { monotonic, ordered, unique, atomic, resumable, bookmarkable, reliable }

/** Revisions 1 and 2 set 1 and 2, 3 kills the first flag, 4 restores it, 5 sets 5; then the server starts again. */
let ledger: Ledger

beforeEach(() => {
  ledger = new Ledger()
  ledger.opened('A')
  ledger.set(1, 1)
  ledger.set(2, 2)
  ledger.killed(3, 'k', [0])
  ledger.restored(4, 'k', 100)
  ledger.set(5, 5)
  ledger.opened('B')
})

function sight(revision: number, values: (number | null | 'k')[], parts: Partial<Sight> = {}): Sight {
  const flags = values.map((value) =>
    value === 'k' ? { value: safeValue, killId: 'k' } : { value, killId: null },
  )
  return { at: 0, position: { epoch: 'A', revision }, status: 'READY', source: 'stream', flags, ...parts }
}

const inB = (revision: number) => ({ position: { epoch: 'B', revision } })
const nothing: Sight = { ...sight(0, [null, null], { status: 'NOT_READY' }), position: null }

const good = [
  nothing,
  sight(1, [1, 1]),
  // A kill goes ahead of the change that it overtakes.
  sight(1, ['k', 1]),
  sight(2, ['k', 2]),
  sight(3, ['k', 2]),
  sight(4, [2, 2]),
  sight(4, [2, 2], { status: 'STALE' }),
  sight(5, [5, 5]),
  sight(5, [5, 5], inB(5)),
]

/** What a process is told where a sight is the first of its kind at a position. */
const toldOf = ({ position, flags }: Sight): Telling => ({
  position,
  flags: flags.map((flag, place) => ({ place, ...flag })),
})

/** The names of the validators that have something to say. */
function broken(sights: readonly Sight[], ...tellings: (readonly Telling[])[]): string[] {
  return Object.entries(validators)
    .filter(
      ([, validate]: [string, Validator]) => validate({ name: 'c', sights, tellings }, ledger).length > 0,
    )
    .map(([name]) => name)
}

describe('validators of histories', () => {
  it('have nothing to say of a good one', () => {
    expect(broken(good)).toEqual([])
  })

  it.each<[keyof typeof validators, string, Sight[]]>([
    ['monotonic', 'a revision after a higher one', [sight(2, [2, 2]), sight(1, [1, 1])]],
    ['monotonic', 'an epoch after a later one', [sight(5, [5, 5], inB(5)), sight(5, [5, 5])]],
    ['ordered', 'a number after a higher one', [sight(2, [2, 2]), sight(2, [1, 1])]],
    [
      'ordered',
      'a number after a higher one of an earlier epoch',
      [sight(5, [5, 5]), sight(4, [2, 2], inB(4))],
    ],
    ['ordered', 'a kill after its restore', [sight(4, [2, 2]), sight(5, ['k', 5])]],
    ['atomic', 'a mixture of two changes', [sight(2, [1, 2])]],
    ['atomic', 'the content of another change', [sight(2, [1, 1])]],
    [
      'atomic',
      'a killed flag that is not safe',
      [{ ...sight(3, [2, 2]), flags: [{ value: 2, killId: 'k' }] }],
    ],
    ['atomic', 'a flag that is killed by a kill of another', [sight(3, ['k', 'k'])]],
    ['atomic', 'a change that nobody has made', [sight(9, [5, 5])]],
    ['resumable', 'a client that holds nothing any more', [sight(1, [1, 1]), nothing]],
    ['resumable', 'a client that serves the caller’s default again', [sight(1, [1, 1]), sight(1, [1, null])]],
    ['bookmarkable', 'a client that is READY without a kill that stands there', [sight(3, [2, 2])]],
    ['reliable', 'a client that is not READY at the end', [sight(5, [5, 5], { status: 'STALE' })]],
    ['reliable', 'a client that lacks the last change', [sight(4, [2, 2])]],
    ['reliable', 'a client that still holds what was restored', [sight(5, ['k', 5])]],
    [
      'reliable',
      'a client in an epoch that nobody minted',
      [sight(5, [5, 5], { position: { epoch: 'C', revision: 5 } })],
    ],
    ['reliable', 'no history at all', []],
  ])('%s: notices %s', (validator, _what, sights) => {
    expect(broken(sights)).toContain(validator)
  })

  it('unique alone: notices a change that is told twice', () => {
    const [first, second] = [sight(1, [1, 1]), sight(2, [2, 2])].map(toldOf) as [Telling, Telling]
    expect(broken(good, [first, second])).toEqual([])
    expect(broken(good, [first, second, second])).toEqual(['unique'])
  })

  it('let a process be told of what the one before it was told of', () => {
    const told = toldOf(sight(2, [2, 2]))
    expect(broken(good, [told], [told])).toEqual([])
  })

  it('let a kill come and go before the changes that it overtakes', () => {
    const [free, killed] = [sight(2, [2]), sight(2, ['k'])].map(toldOf) as [Telling, Telling]
    expect(broken(good, [free, killed, free])).toEqual([])
  })

  it('let a client be without a kill that was over by then', () => {
    expect(broken([sight(3, [2, 2], { at: 101 }), ...good.slice(-1)])).toEqual([])
  })

  it('let it be without one that is over in the log that took the place of its own', () => {
    ledger.killed(6, 'm', [0])
    ledger.wentBack('C', ledger.head)
    ledger.restored(7, 'm', 200)
    const end = sight(7, [5, 5], { position: { epoch: 'C', revision: 7 } })
    const without = (at: number): Sight => sight(6, [5, 5], { position: { epoch: 'B', revision: 6 }, at })
    expect(broken([without(201), end])).toEqual([])
    expect(broken([without(199), end])).toEqual(['bookmarkable'])
  })

  it('take an older copy of the log for another log', () => {
    const before = ledger.at('A', 2)
    if (before === undefined) throw new Error('revision 2 is in the ledger')
    ledger.wentBack('C', before)
    const inC = (revision: number, number: number): Sight =>
      sight(revision, [number, number], { position: { epoch: 'C', revision } })
    expect(broken([...good, inC(2, 2)])).toEqual([])
    expect(broken([...good, inC(5, 5)])).toEqual(['atomic', 'reliable'])
  })
})
