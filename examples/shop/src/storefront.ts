// The shop window: takes the customer's order and hands it to a checkout.
import type { Order, Receipt } from './orders.js'
import { inTurn } from './post-json.js'
import { serve } from './serve.js'
import { shopApp } from './shop-app.js'
import { shopFlags } from './shop-flags.js'

const askCheckout = inTurn(process.env['CHECKOUT_URLS'] ?? 'http://localhost:4502')
const flags = shopFlags('storefront')
await flags.ready()

const app = shopApp('storefront', flags)

app.get('/', (_request, response) => {
  const isNew = flags.getBooleanValue('new-checkout', false)
  response.type('text').send(isNew ? 'Buy with one click' : 'Put it into the basket')
})

app.post('/buy', async (request, response) => {
  response.json(await askCheckout<Receipt>('/checkout', request.body as Order))
})

serve('storefront', app, flags, 4501)
