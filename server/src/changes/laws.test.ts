import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sentChunk, sentFlag, sentKill, sentSegment } from './sent-projection.js'
import { by, createFlag, type House, openShop } from './testing/house.js'

let house: House

const head = () => house.storage.changes.head('shop')

describe('whatever is done', () => {
  const flag = fc.constantFrom('checkout', 'payments', 'basket')
  const step = fc.oneof(
    fc.record({ type: fc.constant('create' as const), flag: fc.constant('basket') }),
    fc.record({ type: fc.constant('enable' as const), flag, enabled: fc.boolean() }),
    fc.record({ type: fc.constant('require' as const), flag, other: flag }),
    fc.record({ type: fc.constant('rename' as const), flag, name: fc.constantFrom('A', 'B') }),
    fc.record({ type: fc.constant('archive' as const), flag, archived: fc.boolean() }),
    fc.record({
      type: fc.constant('ids' as const),
      id: fc.constantFrom('u1', 'u2', 'u3'),
      add: fc.boolean(),
    }),
    fc.record({ type: fc.constant('kill' as const), flag, episode: fc.constantFrom('x', 'y', 'z') }),
    fc.record({ type: fc.constant('restore' as const), nth: fc.nat(3) }),
    fc.record({ type: fc.constant('revert' as const), back: fc.nat(6) }),
  )
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

  async function act(one: Step, killed: Set<string>): Promise<void> {
    switch (one.type) {
      case 'create':
        await createFlag(house, one.flag)
        return
      case 'enable':
        await house.flags.updateSettings('shop', 'staging', one.flag, { enabled: one.enabled }, by)
        return
      case 'require': {
        const prerequisites = [{ flag: one.other, variants: ['on'] }]
        await house.flags.updateSettings('shop', 'staging', one.flag, { prerequisites }, by)
        return
      }
      case 'rename': {
        const { revision } = await house.flags.read('shop', one.flag)
        await house.flags.update('shop', one.flag, { name: one.name }, { ...by, ifMatch: revision })
        return
      }
      case 'archive': {
        const { revision } = await house.flags.read('shop', one.flag)
        const edit = { ...by, ifMatch: revision }
        if (one.archived) await house.flags.archive('shop', one.flag, {}, edit)
        else await house.flags.unarchive('shop', one.flag, edit)
        return
      }
      case 'ids': {
        const type = one.add ? 'add' : 'remove'
        await house.segments.editIds('shop', 'staging', 'beta', { type, included: [one.id] }, by)
        return
      }
      case 'kill': {
        const target = { type: 'flags' as const, flags: [one.flag] }
        const { kill } = await house.kills.kill('shop', 'staging', { target, episode: one.episode }, by)
        killed.add(kill.killId)
        return
      }
      case 'restore': {
        const killId = [...killed][one.nth] ?? 'none'
        await house.kills.restore('shop', 'staging', killId, by)
        killed.delete(killId)
        return
      }
      case 'revert': {
        const to = Math.max(4, (await head()) - one.back)
        const then = await definitionsAndSettings(to)
        await house.history.revert('shop', { to }, { ...by, ifMatch: await head() })
        const now = await definitionsAndSettings(await head())
        for (const [name, value] of then) expect(now.get(name)).toEqual(value)
      }
    }
  }

  async function definitionsAndSettings(revision: number): Promise<Map<string, unknown>> {
    const found = new Map<string, unknown>()
    for (const what of [
      { kind: 'flag' as const, environment: null },
      { kind: 'flagSettings' as const, environment: 'staging' },
      { kind: 'flagSettings' as const, environment: 'production' },
    ])
      for (const { key, value } of await house.history.stateAt('shop', revision, what))
        found.set(`${what.kind} ${what.environment ?? ''} ${key}`, value)
    return found
  }

  /** What an environment's SDKs should hold, worked out from the entities as they stand. */
  async function projectedFromScratch(environment: string): Promise<Map<string, unknown>> {
    const state = await house.storage.changes.read('shop', [
      { kind: 'flag', environment: null },
      { kind: 'flagSettings', environment },
      { kind: 'segment', environment },
      { kind: 'segmentChunk', environment },
      { kind: 'kill', environment },
    ])
    const sent: [string, unknown][] = [
      ...state.list('flag', null).map(({ key, value }): [string, unknown] => {
        return [`flag ${key}`, sentFlag(value, state.get('flagSettings', environment, key)?.value)]
      }),
      ...state
        .list('segment', environment)
        .map((s): [string, unknown] => [`segment ${s.key}`, sentSegment(s.value)]),
      ...state
        .list('segmentChunk', environment)
        .map((c): [string, unknown] => [`segmentChunk ${c.key}`, sentChunk(c.value)]),
      ...state.list('kill', environment).map((k): [string, unknown] => [`kill ${k.key}`, sentKill(k.value)]),
    ]
    return new Map(sent.filter(([, value]) => value !== null))
  }

  it('SDKs hold the projection of what stands, kills stand until restored, and a revert restores', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 14 }), async (steps) => {
        house = await openShop('checkout', 'payments')
        await house.segments.create('shop', 'staging', { key: 'beta', name: 'Beta' }, by)
        const killed = new Set<string>()
        for (const one of steps) {
          const before = await head()
          const error = await act(one, killed).then(
            () => undefined,
            (thrown: unknown) => thrown,
          )
          // What is refused changes nothing; anything but a refusal is a fault.
          if (error !== undefined && (error as Error).name === 'AssertionError') throw error
          if (error !== undefined) expect(error).toHaveProperty('status')
          if (error !== undefined) expect(await head()).toBe(before)
        }
        for (const environment of ['staging', 'production']) {
          const id = await house.environments.idOf('shop', environment)
          const { entities } = await house.storage.changes.sentState(id)
          const held = new Map(entities.map(({ kind, key, value }) => [`${kind} ${key}`, value]))
          const scratch = await projectedFromScratch(environment)
          expect(Object.fromEntries(held)).toEqual(JSON.parse(JSON.stringify(Object.fromEntries(scratch))))
        }
        const standing = await house.kills.list('shop', 'staging', {}, { limit: 100 })
        expect(standing.items.map(({ killId }) => killId).sort()).toEqual([...killed].sort())
        expect((await house.storage.changes.verify('shop')).firstBad).toBeUndefined()
        await house.storage.close()
      }),
      { numRuns: 40 },
    )
  })
})
