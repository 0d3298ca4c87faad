import type { Client } from '@ripcord/sdk'
import express, { type Express, type Request } from 'express'
import type { Order } from './orders.js'
import type { ShopFlags } from './shop-flags.js'

/** An app whose flags are about the customer of each request, and share what comes of it: all that a release needs. */
export function shopApp(flags: Client<ShopFlags>): Express {
  const app = express()
  app.use(express.json())
  app.use(flags.middleware.express({ context: customerOf }))
  return app
}

function customerOf({ body, query }: Request): { targetingKey?: string } {
  const customerId = (body as Partial<Order> | undefined)?.customerId ?? query['customer']
  return typeof customerId === 'string' ? { targetingKey: customerId } : {}
}
