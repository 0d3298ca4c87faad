// Turns an order into a payment. Its new way of doing so is what goes out behind the flag `new-checkout`.
import { servedBy } from './metrics.js'
import type { Order, Receipt } from './orders.js'
import { inTurn } from './post-json.js'
import { serve } from './serve.js'
import { shopApp } from './shop-app.js'
import { shopFlags } from './shop-flags.js'

const askPayments = inTurn(process.env['PAYMENTS_URLS'] ?? 'http://localhost:4503')
const flags = shopFlags('checkout')
await flags.ready()

const app = shopApp('checkout', flags)

const labelled = servedBy(() => flags.getBooleanDetails('new-checkout', false).variant)

app.post('/checkout', labelled, async (request, response) => {
  const order = request.body as Order
  // The flag is about the request's customer, who always falls on the same side of it. What is thrown is counted, and
  // thrown on.
  const receipt = await flags.run('new-checkout', undefined, {
    on: () => newCheckout(order),
    off: () => oldCheckout(order),
  })
  response.json(receipt)
})

async function oldCheckout(order: Order): Promise<Receipt> {
  await askPayments('/reservations', order)
  const { paymentId } = await askPayments<{ paymentId: string }>('/payments', order)
  return { paymentId, path: 'old' }
}

/** One call where there were two. */
async function newCheckout(order: Order): Promise<Receipt> {
  const { paymentId } = await askPayments<{ paymentId: string }>('/payments', order)
  return { paymentId, path: 'new' }
}

serve('checkout', app, flags, 4502)
