import type { Client } from '@ripcord/sdk'
import { callBare, clientMethods } from './client-methods.js'
import type { Answers } from './service-messages.js'

/** Calls every public method with every hostile thing in every place, and with contexts that are hostile or personal. */
export function molest(client: Client, flagKeys: readonly string[], marker: string): Answers['molest'] {
  const things = hostileThings(marker)
  const keys: unknown[] = [...flagKeys, ...things]
  const contexts = [...things, ...personalContexts(marker, things)]
  let calls = 0
  const thrown: string[] = []
  const call = (method: (typeof clientMethods)[number], ...args: unknown[]): void => {
    calls += 1
    try {
      callBare(client, method, args)
    } catch (error) {
      thrown.push(`${method}: ${String(error)}`)
    }
  }
  for (const method of clientMethods)
    for (const key of keys) {
      // An override of a flag that is there would only hide what is to be evaluated.
      if (method === 'override' && flagKeys.includes(key as string)) continue
      for (const thing of things) call(method, key, thing)
      if (method.startsWith('get')) for (const context of contexts) call(method, key, 'default', context)
    }
  return { calls, thrown }
}

/** Values that bite who looks at them, or can't be written down. */
function hostileThings(marker: string): unknown[] {
  const bite = (): never => {
    throw new Error(marker)
  }
  const biting: ProxyHandler<object> = {
    get: bite,
    has: bite,
    ownKeys: bite,
    getPrototypeOf: bite,
    getOwnPropertyDescriptor: bite,
    apply: bite,
  }
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const cycle: Record<string, unknown> = { marker }
  cycle['self'] = cycle
  return [
    undefined,
    null,
    Number.NaN,
    10n,
    Symbol(marker),
    cycle,
    new Proxy({}, biting),
    new Proxy(() => undefined, biting),
    revoked.proxy,
    { targetingKey: marker, toString: bite, valueOf: bite, toJSON: bite },
    { [Symbol.toPrimitive]: bite },
    {
      get targetingKey() {
        return bite()
      },
      get email() {
        return bite()
      },
    },
    bite,
  ]
}

/** The marker wherever a context can hold it; rules ask for `email`. */
function personalContexts(marker: string, things: readonly unknown[]): unknown[] {
  return [
    { targetingKey: marker },
    { targetingKey: 'u', email: marker },
    { targetingKey: marker, email: [marker, { [marker]: marker }] },
    { targetingKey: 'u', [marker]: { [marker]: [marker] } },
    { email: Buffer.from(marker) },
    { targetingKey: marker.repeat(2_000), email: marker.repeat(2_000) },
    new Map([[marker, marker]]),
    marker,
    ...things.map((email) => ({ targetingKey: marker, email })),
  ]
}
