import type { Sale } from '../load/traffic.js'
import type { WitnessName } from './witness.js'

/** A way in which the new code breaks, and when. */
export interface Lane {
  /** What customers suddenly buy; payments.ts says what becomes of it. */
  item: string
  what: string
  isBad: (sale: Sale) => boolean
  /** Whether it breaks only when everybody has the new code. */
  isAt100: boolean
  /** The release's file. */
  file: string
  /** Checks that know nothing before anybody is served the new code. */
  confirm?: readonly string[]
  /** Who tells the guard, where it is not the SDKs alone. */
  witness?: WitnessName
}

export interface LaneOptions {
  hard?: boolean | undefined
  slow?: boolean | undefined
  'at-100'?: boolean | undefined
  lane?: string | undefined
}

const hasFailed = (sale: Sale): boolean => sale.error !== undefined

const file = 'ripcord.yaml'

/** @throws Error where there is no such lane */
export function laneOf({ hard, slow, 'at-100': isAt100 = false, lane }: LaneOptions): Lane {
  if (lane !== undefined) return witnessedLane(lane, isAt100)
  if (hard)
    return { item: 'rocket', what: 'the new ledger aborts its process', isBad: hasFailed, isAt100, file }
  if (slow)
    return {
      item: 'airship',
      what: 'the new ledger takes two seconds',
      isBad: ({ startedAt, endedAt }) => endedAt - startedAt >= 2_000,
      isAt100,
      file,
    }
  return { item: 'glider', what: 'the new ledger throws', isBad: hasFailed, isAt100, file }
}

/** It breaks in a way that SDKs can't count: every answer is fine. */
function witnessedLane(lane: string, isAt100: boolean): Lane {
  if (lane !== 'alertmanager' && lane !== 'prometheus')
    throw new Error(`--lane=${lane}: alertmanager or prometheus was expected.`)
  return {
    item: 'balloon',
    what: 'the new ledger says yes, and books nothing',
    isBad: (sale) => hasFailed(sale) || sale.paymentId === '',
    isAt100,
    file: `ripcord.${lane}.yaml`,
    witness: lane,
    ...(lane === 'prometheus' && { confirm: ['unwell'] }),
  }
}
