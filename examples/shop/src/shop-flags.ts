import { hostname } from 'node:os'
import { type Client, createClient } from '@ripcord/sdk'

/** Of the build that runs. */
export const version = '2.0.0'

/** The shop's flags with the type of each: a misspelt key or a wrong type does not compile. */
export type ShopFlags = {
  'new-checkout': boolean
  'new-ledger': boolean
  'fraud-limit-cents': number
}

/**
 * The flags in this process. Nothing waits for the network: until the server has answered, and whenever it is away,
 * the SDK serves what it knew last, or the default at the call.
 */
export function shopFlags(service: string): Client<ShopFlags> {
  return createClient<ShopFlags>({
    url: process.env['RIPCORD_URL'] ?? 'http://localhost:4400',
    sdkKey: process.env['RIPCORD_SDK_KEY'] ?? '',
    application: { name: service, version },
    host: process.env['POD_NAME'] ?? hostname(),
  })
}
