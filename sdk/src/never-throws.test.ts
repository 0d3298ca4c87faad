import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { callBare, clientMethods } from '../../test/harness/client-methods.js'
import { createTestClient } from './create-test-client.js'
import { createClient } from './index.js'
import { FakeServer } from './testing/fake-server.js'
import { startClient } from './testing/fake-world.js'
import { flag, kill } from './testing/samples.js'
import type { Client } from './types.js'

const throwing = (): never => {
  throw new Error('hostile')
}
const hostileHandler: ProxyHandler<object> = {
  get: throwing,
  has: throwing,
  ownKeys: throwing,
  getPrototypeOf: throwing,
  getOwnPropertyDescriptor: throwing,
  apply: throwing,
}
const cycle: Record<string, unknown> = {}
cycle['self'] = cycle
const revoked = Proxy.revocable({}, {})
revoked.revoke()

const hostile: readonly unknown[] = [
  'a',
  'split',
  'broken',
  '__proto__',
  Symbol('s'),
  10n,
  Number.NaN,
  cycle,
  new Proxy({}, hostileHandler),
  new Proxy(() => undefined, hostileHandler),
  revoked.proxy,
  { targetingKey: 'u', toString: throwing, valueOf: throwing },
  {
    get targetingKey() {
      return throwing()
    },
  },
  { [Symbol.toPrimitive]: throwing },
  throwing,
  () => Promise.reject(new Error('rejected')),
]

/** Whatever an application may pass by mistake, and what only an enemy would; wrapped, since some bite who looks. */
const anything = fc.oneof(
  fc
    .anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSparseArray: true,
    })
    .map((value) => ({ unwrap: () => value })),
  fc.nat(hostile.length - 1).map((index) => ({ unwrap: () => hostile[index] })),
)

function neverThrows(client: Client): void {
  fc.assert(
    fc.property(fc.constantFrom(...clientMethods), fc.array(anything, { maxLength: 4 }), (method, args) => {
      const answer = callBare(
        client,
        method,
        args.map(({ unwrap }) => unwrap()),
      )
      if (method.endsWith('Details')) {
        const { reason, flagKey } = answer as { reason: unknown; flagKey: unknown }
        expect([typeof reason, typeof flagKey]).toEqual(['string', 'string'])
      }
      expect(typeof client.status.status).toBe('string')
    }),
    { numRuns: 1_500 },
  )
}

describe('no public method throws, whatever it is given', () => {
  it('with a state and a kill', async () => {
    const server = new FakeServer([
      flag('a'),
      { kind: 'flag', key: 'broken', value: { rules: 1 } },
      flag('split', {
        default: {
          type: 'split',
          weights: [
            { variant: 'on', weight: 1 },
            { variant: 'off', weight: 1 },
          ],
        },
      }),
    ])
    const { client, clock } = startClient({ servers: server })
    await clock.advance(100)
    server.kill(kill('k1', ['a']))
    await clock.advance(100)
    neverThrows(client)
    await client.close()
    neverThrows(client)
  })

  it('with nothing held', () => {
    const { client } = startClient({ servers: () => undefined })
    neverThrows(client)
  })

  it('in a test client', () => {
    const client = createTestClient({ flags: { a: true, b: () => throwing() } })
    neverThrows(client)
    expect(client.getBooleanDetails('b', true)).toMatchObject({ value: true, errorCode: 'GENERAL' })
  })

  it('when a client is made of anything at all', async () => {
    const members = ['url', 'sdkKey', 'application', 'zone', 'overrides', 'pollIntervalMs', 'mode', 'host']
    const line = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { minLength: 8, maxLength: 8 }), async (values) => {
        const record = Object.fromEntries(members.map((name, index) => [name, values[index]?.unwrap()]))
        for (const options of [values[0]?.unwrap(), { ...record, cacheDir: false, logger: false }]) {
          const client = Reflect.apply(createClient, undefined, [options]) as Client
          expect(typeof client.getBooleanValue('a', true)).toBe('boolean')
          expect(client.status.status).toBe('FATAL')
          await client.close()
        }
      }),
      { numRuns: 200 },
    )
    expect(line).toHaveBeenCalled()
    vi.restoreAllMocks()
  })

  it('answers what needs no context, however hostile the context is', async () => {
    const { client, clock } = startClient({ servers: new FakeServer([flag('a')]) })
    await clock.advance(100)
    expect(client.getBooleanValue('a', false, new Proxy({}, hostileHandler))).toBe(true)
  })
})
