import type { Receipt } from '../orders.js'
import { postJson } from '../post-json.js'

/** One customer's attempt to buy. Times are milliseconds of `performance.now()`. */
export interface Sale {
  startedAt: number
  endedAt: number
  /** Undefined where it failed. */
  path: Receipt['path'] | undefined
  /** Empty where the shop said yes, and booked nothing. */
  paymentId: string | undefined
  error: string | undefined
}

export interface Traffic {
  /** What customers buy from now on. At first it is a kite. */
  sell(item: string): void
  /** Stops, and resolves when the last answer is in. */
  stop(): Promise<void>
}

/**
 * Customers who buy at a steady rate, whatever the shop answers. `patience`: as many may wait for their answer before others
 * stay away, on a machine that has other things to do.
 */
export function startTraffic(
  storefront: string,
  perSecond: number,
  onSale: (sale: Sale) => void,
  patience = Number.POSITIVE_INFINITY,
): Traffic {
  const open = new Set<Promise<void>>()
  let item = 'kite'
  let customer = 0
  const timer = setInterval(() => {
    if (open.size >= patience) return
    customer += 1
    const sale = buy(storefront, `customer-${customer % 500}`, item).then(onSale)
    open.add(sale)
    void sale.finally(() => open.delete(sale))
  }, 1000 / perSecond)
  return {
    sell(next) {
      item = next
    },
    async stop() {
      clearInterval(timer)
      await Promise.allSettled(open)
    },
  }
}

async function buy(storefront: string, customerId: string, item: string): Promise<Sale> {
  const startedAt = performance.now()
  const sale = (receipt: Partial<Receipt>, error?: string): Sale => ({
    startedAt,
    endedAt: performance.now(),
    path: receipt.path,
    paymentId: receipt.paymentId,
    error,
  })
  try {
    return sale(await postJson<Receipt>(`${storefront}/buy`, { customerId, item, cents: 4_900 }))
  } catch (error) {
    return sale({}, (error as Error).message)
  }
}
