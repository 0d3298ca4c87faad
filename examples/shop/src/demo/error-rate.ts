import type { Sale } from '../load/traffic.js'

/** The share of sales that failed, of those that began in [from, to); null where there was none. */
export function errorRate(sales: readonly Sale[], from: number, to: number): number | null {
  const within = sales.filter((sale) => sale.startedAt >= from && sale.startedAt < to)
  if (within.length === 0) return null
  return within.filter((sale) => sale.error !== undefined).length / within.length
}

const bars = '▁▂▃▄▅▆▇█'

/** The error rate over time as a row of bars, one for each `bucketMs`. */
export function sparkline(sales: readonly Sale[], from: number, to: number, bucketMs: number): string {
  let line = ''
  for (let at = from; at + bucketMs <= to; at += bucketMs) {
    const rate = errorRate(sales, at, at + bucketMs) ?? 0
    line += bars[Math.ceil(rate * (bars.length - 1))] ?? ''
  }
  return line
}

export function percent(rate: number | null): string {
  return rate === null ? 'no sales' : `${(rate * 100).toFixed(1)} %`
}
