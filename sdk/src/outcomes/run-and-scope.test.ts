import { describe, expect, it } from 'vitest'
import { callBare } from '../../../test/harness/client-methods.js'
import { createTestClient } from '../create-test-client.js'
import { released, startWith, subject } from '../testing/releases.js'
import { flag } from '../testing/samples.js'

const treated = subject('treatment')
const controlled = subject('control')
const handlers = { on: () => 'new', off: () => 'old' }

describe('run', () => {
  it('runs the handler of what is served, and answers what it answers', async () => {
    const flags = createTestClient({ flags: { 'new-checkout': (context) => context['vip'] === true } })
    expect(flags.run('new-checkout', { vip: true }, handlers)).toBe('new')
    expect(flags.run('new-checkout', {}, handlers)).toBe('old')
    const slow = { on: () => Promise.resolve('new'), off: () => Promise.resolve('old') }
    expect(await flags.run('new-checkout', { vip: true }, slow)).toBe('new')
  })

  it('goes by the names of variants, and runs off where there is no handler and no flag', async () => {
    const theme = flag('theme', {
      type: 'string',
      variants: { v1: 'a', v2: 'b' },
      offVariant: 'v1',
      default: { type: 'variant', variant: 'v2' },
    })
    const { client } = await startWith([theme])
    expect(client.run('theme', {}, { v2: () => 2, off: () => 0 })).toBe(2)
    expect(client.run('theme', {}, { v1: () => 1, off: () => 0 })).toBe(0)
    expect(client.run('unknown', {}, handlers)).toBe('old')
  })

  it('goes by the texts of a test client as by variants', () => {
    const flags = createTestClient<{ theme: string }>({ flags: { theme: 'v2' } })
    expect(flags.run('theme', {}, { v2: () => 2, off: () => 0 })).toBe(2)
  })

  it('throws on what a handler throws, the very same', async () => {
    const flags = createTestClient({ flags: { a: true } })
    const error = new Error('mine')
    const throwing = () => {
      throw error
    }
    expect(() => flags.run('a', {}, { on: throwing, off: throwing })).toThrow(error)
    await expect(
      flags.run('a', {}, { on: () => Promise.reject(error), off: () => Promise.resolve() }),
    ).rejects.toBe(error)
  })

  it('throws nothing of itself, whatever it is given', () => {
    const flags = createTestClient({ flags: { a: true } })
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('hostile')
        },
        getOwnPropertyDescriptor: () => {
          throw new Error('hostile')
        },
      },
    )
    for (const odd of [undefined, null, 7, 'text', {}, { on: 1 }, { __proto__: handlers }, hostile])
      for (const flagKey of ['a', undefined, Symbol('s'), hostile]) {
        expect(callBare(flags, 'run', [flagKey, odd, odd, odd])).toBeUndefined()
        expect(callBare(flags, 'scope', [odd, odd, odd])).toBeUndefined()
        expect(callBare(flags, 'scope', [odd, () => 1, odd])).toBe(1)
      }
  })

  it('leaves a rejection that nobody handles to the process', async () => {
    const flags = createTestClient({ flags: { a: true } })
    const seen: unknown[] = []
    const listeners = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    process.once('unhandledRejection', (error) => seen.push(error))
    void flags.run('a', {}, { on: () => Promise.reject(new Error('nobody')), off: () => undefined })
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
    for (const listener of listeners) process.on('unhandledRejection', listener)
    expect(seen).toEqual([expect.objectContaining({ message: 'nobody' })])
  })

  it('counts a rejection as an error when it comes, and the time until then', async () => {
    const { client, clock, server } = await startWith([released('a', 0.5, { slowAfterMs: 500 })])
    const late = async () => {
      await clock.advance(700)
      throw new Error('late')
    }
    await client.run('a', treated, { on: late, off: late }).catch(() => undefined)
    await client.run('a', controlled, { on: late, off: () => Promise.resolve() })
    await clock.advance(1_000)
    expect(server.reports[0]?.outcomes).toMatchObject([
      { treatment: { requests: 1, errors: 1, slow: 1 }, control: { requests: 1, errors: 0, slow: 0 } },
    ])
  })

  it('is a part of the scope that it is in: what it throws is the error of the scope, also where it is made good for', async () => {
    const { client, clock, server } = await startWith([released('a', 0.5), released('b', 0.5)])
    const answer = client.scope(treated, () => {
      client.run('b', undefined, handlers)
      try {
        return client.run('a', undefined, { on: () => JSON.parse('{') as string, off: () => 'old' })
      } catch {
        return 'made good'
      }
    })
    expect(answer).toBe('made good')
    await clock.advance(1_000)
    expect(server.reports[0]?.outcomes).toMatchObject([
      { treatment: { requests: 1, errors: 1, kinds: [{ kind: 'SyntaxError', count: 1 }] } },
    ])
  })
})

describe('a scope', () => {
  it('says whom evaluations are about that pass no context', async () => {
    const { client } = await startWith([released('a', 0.5)])
    expect(client.scope(treated, () => client.getBooleanValue('a', false))).toBe(true)
    expect(client.scope(controlled, () => client.getBooleanDetails('a', true).variant)).toBe('off')
    expect(client.scope(treated, () => client.getBooleanValue('a', true, controlled))).toBe(false)
    expect(client.getBooleanDetails('a', true).reason).toBe('DEFAULT')
  })

  it('is there in what is awaited, and another one within it is of its own', async () => {
    const { client, clock, server } = await startWith([released('a', 0.5)])
    await client.scope(treated, async () => {
      await new Promise((resolve) => setImmediate(resolve))
      expect(client.getBooleanValue('a', false)).toBe(true)
      await client
        .scope(controlled, async () => {
          expect(client.getBooleanValue('a', true)).toBe(false)
          throw new Error('the inner one alone')
        })
        .catch(() => undefined)
    })
    await clock.advance(1_000)
    expect(server.reports[0]?.outcomes).toMatchObject([
      { treatment: { requests: 1, errors: 0 }, control: { requests: 1, errors: 1 } },
    ])
  })

  it('is over when its work has settled: what goes on behind it counts no more', async () => {
    const { client, clock, server } = await startWith([released('a', 0.5)])
    let goOn = () => undefined as void
    const behind = client.scope(treated, () => {
      const later = new Promise<void>((resolve) => (goOn = resolve)).then(() => {
        client.recordOutcome('error')
        return client.getBooleanValue('a', false)
      })
      return { later }
    })
    goOn()
    expect(await behind.later).toBe(true)
    await clock.advance(1_000)
    expect(server.reports.flatMap((report) => report.outcomes ?? [])).toEqual([])
  })
})
