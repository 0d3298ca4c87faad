import type { Client } from '@ripcord/sdk'

/** What ends a client, is no method, or throws on what it is given is not called with anything whatever. */
type Method = Exclude<keyof Client, 'status' | 'close' | 'run' | 'scope' | 'middleware'>

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
  recordOutcome: true,
  track: true,
  injectBaggage: true,
}

/** Every public method of a client that takes something. */
export const clientMethods = Object.keys(every) as readonly Method[]

/** Calls a method without a `this`, as from a destructured client. */
export function callBare(client: Client, method: keyof Client, args: readonly unknown[]): unknown {
  return Reflect.apply(client[method] as (...values: unknown[]) => unknown, undefined, args)
}
