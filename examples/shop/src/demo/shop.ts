import { fileURLToPath } from 'node:url'
import type { Processes } from './processes.js'

export interface RunningShop {
  storefront: string
  /** The switch that breaks the second version of payments. */
  breakNewPayments(): Promise<void>
  instances: number
}

/** The three services as an orchestrator would run them: addresses and keys by environment, two checkouts. */
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

  const payments = await start('payments', { POD_NAME: 'payments-1' })
  const checkouts = await Promise.all([
    start('checkout', { POD_NAME: 'checkout-1', PAYMENTS_URL: payments }),
    start('checkout', { POD_NAME: 'checkout-2', PAYMENTS_URL: payments }),
  ])
  const storefront = await start('storefront', {
    POD_NAME: 'storefront-1',
    CHECKOUT_URLS: checkouts.join(),
  })
  return {
    storefront,
    instances: 4,
    async breakNewPayments() {
      const response = await fetch(`${payments}/v2/broken`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ broken: true }),
      })
      if (!response.ok) throw new Error(`Payments did not break: ${response.status}`)
    },
  }
}
