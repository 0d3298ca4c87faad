// Turns an order into a payment. Its new way of doing so is what goes out behind the flag `new-checkout`.
import express from 'express'
import type { Order, Receipt } from './orders.js'
import { postJson } from './post-json.js'
import { serve } from './serve.js'
import { shopFlags } from './shop-flags.js'

const payments = process.env['PAYMENTS_URL'] ?? 'http://localhost:4503'
const flags = shopFlags('checkout')
await flags.ready()

const app = express()
app.use(express.json())

app.post('/checkout', async (request, response) => {
  const order = request.body as Order
  // The same customer always falls on the same side of a split.
  const isNew = flags.getBooleanValue('new-checkout', false, { targetingKey: order.customerId })
  try {
    response.json(isNew ? await newCheckout(order) : await oldCheckout(order))
  } catch (error) {
    response.status(502).json({ error: (error as Error).message })
  }
})

async function oldCheckout(order: Order): Promise<Receipt> {
  const { reservationId } = await postJson<{ reservationId: string }>(`${payments}/reservations`, order)
  const { paymentId } = await postJson<{ paymentId: string }>(`${payments}/payments`, { reservationId })
  return { paymentId, path: 'old' }
}

/** One call where there were two. */
async function newCheckout(order: Order): Promise<Receipt> {
  const { paymentId } = await postJson<{ paymentId: string }>(`${payments}/v2/payments`, order)
  return { paymentId, path: 'new' }
}

serve('checkout', app, flags, 4502)
