import { fileURLToPath } from 'node:url'
import type { Processes } from './processes.js'

export interface RunningShop {
  storefront: string
  instances: number
  /** Those behind the storefront: what has flags to go wrong. */
  behind: string[]
}

/** The three services as an orchestrator would run them: addresses and keys by environment, two of all but the window. */
export async function startShop(
  processes: Processes,
  env: { readonly [name: string]: string },
): Promise<RunningShop> {
  const start = (program: string, more: { readonly [name: string]: string } = {}): Promise<string> =>
    processes.start(fileURLToPath(new URL(`../${program}.js`, import.meta.url)), {
      PORT: '0',
      ...env,
      ...more,
    })

  const payments = await Promise.all([
    start('payments', { POD_NAME: 'payments-1' }),
    start('payments', { POD_NAME: 'payments-2' }),
  ])
  const checkouts = await Promise.all([
    start('checkout', { POD_NAME: 'checkout-1', PAYMENTS_URLS: payments.join() }),
    start('checkout', { POD_NAME: 'checkout-2', PAYMENTS_URLS: payments.join() }),
  ])
  const storefront = await start('storefront', {
    POD_NAME: 'storefront-1',
    CHECKOUT_URLS: checkouts.join(),
  })
  return { storefront, instances: 5, behind: [...checkouts, ...payments] }
}
