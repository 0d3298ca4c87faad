import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { released, startWith, subject } from '../testing/releases.js'
import { flag, kill, killEntity } from '../testing/samples.js'
import { readBaggage, writeBaggage } from './baggage.js'

const treated = subject('treatment')
const off = { type: 'variant', variant: 'off' } as const
const trusting = { honourBaggage: true }

describe('decisions in baggage', () => {
  it('come back as they went, beside the baggage of others', () => {
    const key = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._:~-]{0,40}$/)
    fc.assert(
      fc.property(fc.array(fc.tuple(key, key), { minLength: 1, maxLength: 20 }), (pairs) => {
        const header = writeBaggage('userId=alice;p=1, ripcord.stale=on', new Map(pairs))
        expect(header).toMatch(/^userId=alice;p=1,/)
        expect(readBaggage(header)).toEqual(new Map(pairs))
      }),
    )
  })

  it('are read from anything, and are none where there are none', () => {
    for (const odd of [undefined, 7, '', 'a=b', 'ripcord.=on', 'ripcord.a', 'ripcord.a=%', 'ripcord.a=;x'])
      expect(readBaggage(odd)).toBeUndefined()
    expect(readBaggage(`ripcord.a=on,${'x'.repeat(9_000)}`)).toBeUndefined()
    expect(readBaggage(' ripcord.a = on ;p=1 ,,b=2')).toEqual(new Map([['a', 'on']]))
  })

  it('are as many as the recommendation has room for, and others’ baggage goes first', () => {
    const many = new Map(Array.from({ length: 200 }, (_, i) => [`flag-${i}`, 'on']))
    const full = Array.from({ length: 60 }, (_, i) => `k${i}=v`).join(',')
    expect(writeBaggage(full, many).split(',')).toHaveLength(64)
    const long = new Map([...many].map(([key]) => [key, 'x'.repeat(500)]))
    expect(writeBaggage(undefined, long).length).toBeLessThanOrEqual(8_192)
  })

  it('travel to the next service, which keeps to them where it has been told to trust', async () => {
    const first = await startWith([released('a', 0.5)])
    const trusts = await startWith([released('a', 0)], trusting)
    const wary = await startWith([released('a', 0)])
    const carried = first.client.scope(treated, () => {
      expect(first.client.getBooleanValue('a', false)).toBe(true)
      return first.client.injectBaggage({ accept: '*/*', Baggage: 'userId=alice' })
    })
    expect(carried).toEqual({ accept: '*/*', Baggage: 'userId=alice,ripcord.a=on' })
    const ask = ({ client }: typeof first) =>
      client.scope(treated, () => client.getBooleanDetails('a', false), { baggage: carried.Baggage })
    expect(ask(trusts)).toMatchObject({ value: true, variant: 'on', reason: 'CACHED' })
    expect(ask(wary)).toMatchObject({ value: false, variant: 'off' })
  })

  it('are kept to for a flag that no release owns here, yet or any more, and travel on', async () => {
    const { client } = await startWith([flag('a', { default: off }), flag('b', { default: off })], trusting)
    client.scope(
      treated,
      () => {
        expect([client.getBooleanValue('a', false), client.getBooleanValue('b', false)]).toEqual([
          true,
          false,
        ])
        expect(client.injectBaggage()).toEqual({ baggage: 'ripcord.a=on,ripcord.elsewhere=v2' })
      },
      { baggage: 'ripcord.a=on,ripcord.elsewhere=v2' },
    )
    expect(client.getBooleanValue('a', true, treated)).toBe(false)
  })

  it('are kept to for as long as they come', async () => {
    const { client, clock } = await startWith([flag('a', { default: off })], trusting)
    const ask = () => client.getBooleanValue('a', false)
    for (let i = 0; i < 4; i++) {
      expect(client.scope(treated, ask, { baggage: 'ripcord.a=on' })).toBe(true)
      await clock.advance(40_000)
      expect(client.scope(treated, ask)).toBe(false)
    }
  })

  it('decide nothing where they name no variant', async () => {
    const { client } = await startWith([released('a', 0.5)], trusting)
    const ask = () => client.getBooleanValue('a', false)
    for (const baggage of ['ripcord.a=blue', 'ripcord.a=__proto__', 'ripcord.unknown=on'])
      expect(client.scope(treated, ask, { baggage })).toBe(true)
  })

  it('put nobody into an arm that the own split does not give', async () => {
    const { client, clock, server } = await startWith([released('a', 0.5)], trusting)
    const ask = () => client.getBooleanValue('a', false)
    client.scope(subject('control'), ask, { baggage: 'ripcord.a=on' })
    client.scope(treated, ask, { baggage: 'ripcord.a=on' })
    await clock.advance(1_000)
    expect(server.reports.flatMap((report) => report.outcomes ?? [])).toMatchObject([
      { treatment: { requests: 1 }, control: { requests: 0 }, unassigned: 0 },
    ])
  })

  it('never go above a kill, also where it comes, or is lifted, meanwhile; and then they travel no further', async () => {
    const { client, clock, server } = await startWith([released('a', 0)], trusting)
    const baggage = 'ripcord.a=on'
    const ask = () => client.getBooleanValue('a', false)
    await client.scope(
      treated,
      async () => {
        expect(ask()).toBe(true)
        server.kill(kill('k1', ['a']))
        await clock.advance(100)
        expect(ask()).toBe(false)
        expect(client.injectBaggage()).toEqual({})
        await client.scope(
          treated,
          async () => {
            expect(ask()).toBe(false)
            expect(client.injectBaggage()).toEqual({})
            server.change({ ...killEntity(kill('k1', ['a'])), value: null })
            server.broadcast({ type: 'drop', epoch: server.epoch, proof: 'proof', killIds: ['k1'] })
            await clock.advance(100)
            expect(ask()).toBe(false)
          },
          { baggage },
        )
        expect(ask()).toBe(false)
        expect(client.injectBaggage()).toEqual({ baggage: 'ripcord.a=off' })
      },
      { baggage },
    )
  })

  it('are none outside of a scope, and headers of any kind come through', async () => {
    const { client } = await startWith([released('a', 0.5)])
    expect(client.injectBaggage({ a: '1' })).toEqual({ a: '1' })
    expect(client.injectBaggage()).toEqual({})
    expect(client.scope({}, () => client.injectBaggage({ baggage: 'x=1' }))).toEqual({ baggage: 'x=1' })
  })
})
