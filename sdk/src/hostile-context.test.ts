import type { Json } from '@ripcord/model'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { bites, curious, hostilePlans, makeHostile } from '../../packages/evaluator/src/testing/hostile.js'
import { callBare, clientMethods } from '../../test/harness/client-methods.js'
import { FakeServer } from './testing/fake-server.js'
import { startClient } from './testing/fake-world.js'
import { kill } from './testing/samples.js'

const getters = clientMethods.filter((method) => method.startsWith('get'))

it('answers any context with a value or the very default, and leaves context and default as they were', async () => {
  const flag = { kind: 'flag' as const, key: 'curious', value: curious as unknown as Json }
  const server = new FakeServer([flag])
  const { client, clock } = startClient({ servers: server })
  await clock.advance(100)
  fc.assert(
    fc.property(fc.constantFrom(...getters), hostilePlans, hostilePlans, (method, plan, ofDefault) => {
      const context = makeHostile(plan)
      const callerDefault = makeHostile(ofDefault)
      const answer = callBare(client, method, ['curious', callerDefault.value, context.value])
      const { value, errorCode } = method.endsWith('Details')
        ? (answer as { value: unknown; errorCode?: string })
        : { value: answer, errorCode: undefined }
      expect(typeof value === 'boolean' || Object.is(value, callerDefault.value)).toBe(true)
      if (!bites(plan)) expect(errorCode).not.toBe('GENERAL')
      expect(context.isUntouched() && callerDefault.isUntouched()).toBe(true)
    }),
    { numRuns: 2_000 },
  )
  server.kill(kill('k1', ['curious']))
  await clock.advance(100)
  fc.assert(
    fc.property(hostilePlans, (plan) => {
      const context = makeHostile(plan)
      const details = callBare(client, 'getBooleanDetails', ['curious', true, context.value])
      expect(details).toMatchObject({ value: false, reason: 'DISABLED' })
      expect(context.isUntouched()).toBe(true)
    }),
    { numRuns: 500 },
  )
  expect(client.status.status).toBe('READY')
  await client.close()
})
