import type { Client } from '@ripcord/sdk'

/** What ends a client, or is no method, is not called with anything whatever. */
type Method = Exclude<keyof Client, 'status' | 'close'>

// As an object, so that the compiler misses a method that is not here.
const every: { readonly [method in Method]: true } = {
  getBooleanValue: true,
  getStringValue: true,
  getNumberValue: true,
  getObjectValue: true,
  getBooleanDetails: true,
  getStringDetails: true,
  getNumberDetails: true,
  getObjectDetails: true,
  override: true,
  on: true,
  ready: true,
}

/** Every public method of a client that takes something. */
export const clientMethods = Object.keys(every) as readonly Method[]

/** Calls a method without a `this`, as from a destructured client. */
export function callBare(client: Client, method: Method, args: readonly unknown[]): unknown {
  return Reflect.apply(client[method] as (...values: unknown[]) => unknown, undefined, args)
}
