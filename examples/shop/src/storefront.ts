// The shop window: takes the customer's order and hands it to a checkout.
import express from 'express'
import type { Order, Receipt } from './orders.js'
import { postJson } from './post-json.js'
import { serve } from './serve.js'
import { shopFlags } from './shop-flags.js'

const checkouts = (process.env['CHECKOUT_URLS'] ?? 'http://localhost:4502').split(',')
const flags = shopFlags('storefront')
await flags.ready()

const app = express()
app.use(express.json())

app.get('/', (request, response) => {
  const { customer } = request.query
  const context = typeof customer === 'string' ? { targetingKey: customer } : {}
  const isNew = flags.getBooleanValue('new-checkout', false, context)
  response.type('text').send(isNew ? 'Buy with one click' : 'Put it into the basket')
})

let turn = 0
app.post('/buy', async (request, response) => {
  const order = request.body as Order
  turn += 1
  const checkout = checkouts[turn % checkouts.length]
  try {
    response.json(await postJson<Receipt>(`${checkout}/checkout`, order))
  } catch (error) {
    response.status(502).json({ error: (error as Error).message })
  }
})

serve('storefront', app, flags, 4501)
