import type { Client } from '@ripcord/sdk'
import express, { type Express, type Request } from 'express'
import { exposeMetrics } from './metrics.js'
import type { Order } from './orders.js'
import { type ShopFlags, version } from './shop-flags.js'

/** An app whose flags are about the customer of each request, and share what comes of it: all that a release needs. */
export function shopApp(service: string, flags: Client<ShopFlags>): Express {
  const app = express()
  exposeMetrics(app, service, version)
  app.use(express.json())
  app.use(flags.middleware.express({ context: customerOf }))
  return app
}

function customerOf({ body, query }: Request): { targetingKey?: string } {
  const customerId = (body as Partial<Order> | undefined)?.customerId ?? query['customer']
  return typeof customerId === 'string' ? { targetingKey: customerId } : {}
}
