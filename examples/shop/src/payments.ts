// Takes money. Its second version can be broken on purpose, to see what a kill is for.
import { randomUUID } from 'node:crypto'
import express, { type RequestHandler } from 'express'
import type { Order } from './orders.js'
import { serve } from './serve.js'
import { shopFlags } from './shop-flags.js'

const flags = shopFlags('payments')
await flags.ready()

const app = express()
app.use(express.json())

// An operational flag: a number that people turn while the service runs.
const refuseFraud: RequestHandler = (request, response, next) => {
  const { cents, customerId } = request.body as Order
  const limit = flags.getNumberValue('fraud-limit-cents', 50_000, { targetingKey: customerId })
  if (cents <= limit) next()
  else response.status(402).json({ error: `${cents} cents are above the limit of ${limit}` })
}

app.post('/reservations', refuseFraud, (_request, response) => {
  response.json({ reservationId: randomUUID() })
})

app.post('/payments', (_request, response) => {
  response.json({ paymentId: randomUUID() })
})

let isBroken = false
app.put('/v2/broken', (request, response) => {
  isBroken = (request.body as { broken: boolean }).broken
  response.json({ broken: isBroken })
})

app.post('/v2/payments', refuseFraud, (_request, response) => {
  if (isBroken) response.status(500).json({ error: 'The new ledger does not answer' })
  else response.json({ paymentId: randomUUID() })
})

serve('payments', app, flags, 4503)
