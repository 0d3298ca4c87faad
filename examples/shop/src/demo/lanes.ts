import type { Sale } from '../load/traffic.js'

/** A way in which the new code breaks, and when. */
export interface Lane {
  /** What customers suddenly buy; payments.ts says what becomes of it. */
  item: string
  what: string
  isBad: (sale: Sale) => boolean
  /** Whether it breaks only when everybody has the new code. */
  isAt100: boolean
}

export interface LaneOptions {
  hard?: boolean | undefined
  slow?: boolean | undefined
  'at-100'?: boolean | undefined
}

const hasFailed = (sale: Sale): boolean => sale.error !== undefined

export function laneOf({ hard, slow, 'at-100': isAt100 = false }: LaneOptions): Lane {
  if (hard) return { item: 'rocket', what: 'the new ledger aborts its process', isBad: hasFailed, isAt100 }
  if (slow)
    return {
      item: 'airship',
      what: 'the new ledger takes two seconds',
      isBad: ({ startedAt, endedAt }) => endedAt - startedAt >= 2_000,
      isAt100,
    }
  return { item: 'glider', what: 'the new ledger throws', isBad: hasFailed, isAt100 }
}
