import { describe, expect, it } from 'vitest'
import { released, startWith, subject } from '../testing/releases.js'
import { flag, kill, killEntity } from '../testing/samples.js'

const treated = subject('treatment')
const controlled = subject('control')
const off = { type: 'variant', variant: 'off' } as const

/** What `a` answers in a scope before and after something happens to it. */
async function across(happens: (world: Awaited<ReturnType<typeof startWith>>) => void, share = 0.5) {
  const world = await startWith([released('a', share), flag('b'), flag('c')], { pinned: ['b'] })
  const { client, clock } = world
  const ask = (key = 'a') => client.getBooleanValue(key, false, treated)
  return client.scope(treated, async () => {
    const before = [ask(), ask('b'), ask('c')]
    happens(world)
    await clock.advance(100)
    return { ...world, ask, before, after: [ask(), ask('b'), ask('c')] }
  })
}

describe('within a scope', () => {
  it('a flag of a release, and one that is pinned by option, answers alike to the end, whatever is edited', async () => {
    const { client, before, after } = await across(({ server }) =>
      server.change(released('a', 0), flag('b', { default: off }), flag('c', { default: off })),
    )
    expect([before, after]).toEqual([
      [true, true, true],
      [true, true, false],
    ])
    expect(client.scope(treated, () => client.getBooleanValue('a', true))).toBe(false)
  })

  it('a flag answers alike when its release has gone, and a minute later it is as if there had been none', async () => {
    const { client, clock, server, after, ask } = await across(({ server }) =>
      server.change(flag('a', { default: off })),
    )
    expect(after[0]).toBe(true)
    await clock.advance(60_000)
    client.scope(treated, () => expect(ask()).toBe(false))
    await client.scope(treated, async () => {
      expect(ask()).toBe(false)
      server.change(flag('a'))
      await clock.advance(100)
      expect(ask()).toBe(true)
    })
  })

  it('a disabled flag is an edited one', async () => {
    const { after } = await across(({ server }) =>
      server.change(flag('a', { enabled: false }), flag('b', { enabled: false })),
    )
    expect(after.slice(0, 2)).toEqual([true, true])
  })

  it('a kill ends what was answered before, at the next evaluation, and also when it is lifted meanwhile', async () => {
    const { after, ask, clock, server, client } = await across(({ server }) =>
      server.kill(kill('k1', ['a', 'b'])),
    )
    expect(after.slice(0, 2)).toEqual([false, false])
    server.change(released('a', 0), { ...killEntity(kill('k1', ['a'])), value: null })
    server.broadcast({ type: 'drop', epoch: server.epoch, proof: 'proof', killIds: ['k1'] })
    await clock.advance(100)
    client.scope(treated, () => expect(ask()).toBe(false))
    await client.scope(treated, async () => {
      expect(ask('b')).toBe(true)
      server.kill(kill('k2', ['b']))
      await clock.advance(100)
      server.change(flag('b', { default: off }), { ...killEntity(kill('k2', ['b'])), value: null })
      server.broadcast({ type: 'drop', epoch: server.epoch, proof: 'proof', killIds: ['k2'] })
      await clock.advance(100)
      expect(ask('b')).toBe(false)
    })
  })

  it('an override of the process goes above what was answered before', async () => {
    const { after } = await across(({ client }) => client.override('a', false))
    expect(after[0]).toBe(false)
  })

  it('subjects are told apart: each is answered alike', async () => {
    const { client, clock, server } = await startWith([released('a', 0.5)])
    await client.scope({}, async () => {
      const ask = () => [treated, controlled, {}].map((one) => client.getBooleanValue('a', false, one))
      expect(ask()).toEqual([true, false, false])
      server.change(released('a', 1))
      await clock.advance(100)
      expect(ask()).toEqual([true, false, false])
    })
  })

  it('so many subjects that none is remembered are answered as they would be without', async () => {
    const { client } = await startWith([released('a', 0.5)])
    client.scope({}, () => {
      for (let i = 0; i < 100; i++) {
        expect(client.getBooleanValue('a', false, subject('treatment', i % 50))).toBe(true)
        expect(client.getBooleanValue('a', true, subject('control', i % 50))).toBe(false)
      }
    })
  })

  it('a context that throws is answered as it would be without, and counts in no arm', async () => {
    const { client, clock, server } = await startWith([released('a', 0.5)])
    const hostile = {
      get targetingKey(): string {
        throw new Error('hostile')
      },
    }
    client.scope(undefined, () =>
      expect(client.getBooleanDetails('a', true, hostile)).toMatchObject({
        value: true,
        errorCode: 'GENERAL',
      }),
    )
    await clock.advance(1_000)
    expect(server.reports.flatMap((report) => report.outcomes ?? [])).toEqual([])
  })
})
