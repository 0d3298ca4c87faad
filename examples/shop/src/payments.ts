// Takes money. It books into a new ledger behind the flag `new-ledger`, and that was never tried with all that the shop
// sells.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RequestHandler } from 'express'
import { countAsUnbooked, servedBy } from './metrics.js'
import type { Order } from './orders.js'
import { serve } from './serve.js'
import { shopApp } from './shop-app.js'
import { shopFlags } from './shop-flags.js'

const flags = shopFlags('payments')
await flags.ready()

const app = shopApp('payments', flags)

// An operational flag: a number that people turn while the service runs.
const refuseFraud: RequestHandler = (request, response, next) => {
  const { cents } = request.body as Order
  const limit = flags.getNumberValue('fraud-limit-cents', 50_000)
  if (cents <= limit) next()
  else response.status(402).json({ error: `${cents} cents are above the limit of ${limit}` })
}

app.post('/reservations', refuseFraud, (_request, response) => {
  response.json({ reservationId: randomUUID() })
})

const labelled = servedBy(() => flags.getBooleanDetails('new-ledger', false).variant)

app.post('/payments', refuseFraud, labelled, async (request, response) => {
  const order = request.body as Order
  const paymentId = await flags.run('new-ledger', undefined, {
    on: () => bookInNewLedger(order),
    off: async () => randomUUID(),
  })
  if (paymentId === '') countAsUnbooked(response)
  response.json({ paymentId })
})

class LedgerError extends Error {}

async function bookInNewLedger({ item }: Order): Promise<string> {
  if (item === 'glider') throw new LedgerError('The new ledger has no account for gliders')
  if (item === 'airship') await sleep(2_000)
  if (item === 'rocket') process.abort()
  // Nothing throws, and nothing is late: no SDK can see it.
  if (item === 'balloon') return ''
  return randomUUID()
}

serve('payments', app, flags, 4503)
