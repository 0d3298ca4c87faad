import type { Sale } from '../load/traffic.js'

/** The share of sales that were bad, of those that began in [from, to); null where there was none. */
export function badShare(
  sales: readonly Sale[],
  isBad: (sale: Sale) => boolean,
  from: number,
  to: number,
): number | null {
  const within = sales.filter((sale) => sale.startedAt >= from && sale.startedAt < to)
  if (within.length === 0) return null
  return within.filter(isBad).length / within.length
}

const bars = '▁▂▃▄▅▆▇█'
const columns = 60

/** The share over time as a row of bars. */
export function sparkline(
  sales: readonly Sale[],
  isBad: (sale: Sale) => boolean,
  from: number,
  to: number,
): string {
  const bucketMs = (to - from) / columns
  return Array.from({ length: columns }, (_, n) => {
    const share = badShare(sales, isBad, from + n * bucketMs, from + (n + 1) * bucketMs) ?? 0
    return bars[Math.ceil(share * (bars.length - 1))] ?? ''
  }).join('')
}

export function percent(share: number | null): string {
  return share === null ? 'no sales' : `${(share * 100).toFixed(1)} %`
}
