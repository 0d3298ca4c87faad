import type { Sale } from '../load/traffic.js'

/** What was sold in a second. */
export interface SoldSecond {
  /** Epoch milliseconds of its end. */
  at: number
  sold: number
  failed: number
  /** By the new checkout, of those that did not fail. */
  byNew: number
}

/** Counts sales, and tells of each second. */
export function countSales(tell: (second: SoldSecond) => void): {
  add: (sale: Sale) => void
  stop: () => void
} {
  let sales: Sale[] = []
  const timer = setInterval(() => {
    tell({
      at: Date.now(),
      sold: sales.length,
      failed: sales.filter(({ error }) => error !== undefined).length,
      byNew: sales.filter(({ path }) => path === 'new').length,
    })
    sales = []
  }, 1_000)
  return { add: (sale) => void sales.push(sale), stop: () => clearInterval(timer) }
}
