import type { Kill } from '@ripcord/model'
import { limits } from '@ripcord/model/plain'
import { describe, expect, it } from 'vitest'
import { parseClientMessage } from '../parse/client-messages.js'
import { Bench, emptySeed } from '../testing/bench.js'
import { drillOf, e2, FakeLog, flagEntity, killEntity, killOf } from '../testing/fixtures.js'

function connected(): { log: FakeLog; bench: Bench } {
  const log = new FakeLog()
  log.change(flagEntity('checkout', { on: true }))
  return { log, bench: new Bench().connect(log) }
}

const held = (bench: Bench) => [...bench.kills.keys()]

describe('the set of kills', () => {
  it('takes a kill that is ahead of the changes that carry it', () => {
    const { log, bench } = connected()
    bench.message(log.kill(killOf('k1')).kill)
    expect(held(bench)).toEqual(['k1'])
  })

  it('ignores a kill at or below the applied revision of its own epoch', () => {
    const { log, bench } = connected()
    const { kill, changes } = log.kill(killOf('k1'))
    const merged = { ...log.restore('k1'), from: changes.from, sections: [] }
    bench.message(merged, kill)
    expect(bench.view.position?.revision).toBe(3)
    expect(held(bench)).toEqual([])
  })

  it('takes a kill of another epoch, whatever its revision', () => {
    const { log, bench } = connected()
    log.epoch = e2
    bench.message({ ...log.kill(killOf('k1')).kill, revision: 1 })
    expect(held(bench)).toEqual(['k1'])
  })

  it('gives a kill up for a restore that it reads in order, and for nothing before it', () => {
    const { log, bench } = connected()
    bench.message(log.kill(killOf('k1')).changes)
    const between = log.change(flagEntity('other', 1))
    const restore = log.restore('k1')
    bench.message(restore)
    expect(held(bench)).toEqual(['k1'])
    bench.message(between, restore)
    expect(held(bench)).toEqual([])
  })

  it('gives a kill up for a drop', () => {
    const { log, bench } = connected()
    bench.message(log.kill(killOf('k1')).kill, log.drop('k1'))
    expect(held(bench)).toEqual([])
  })

  it('keeps a kill that a snapshot lacks', () => {
    const { log, bench } = connected()
    bench.message(log.kill(killOf('k1')).changes)
    const restored = new FakeLog()
    restored.epoch = e2
    restored.change(flagEntity('checkout', { on: false }))
    bench.message(restored.resync(true))
    bench.pass(1_000)
    bench.fetched(restored)
    expect(bench.view.position).toEqual(restored.position)
    expect(held(bench)).toEqual(['k1'])
  })

  it('takes the kills of a snapshot', () => {
    const log = new FakeLog()
    log.kill(killOf('k1'))
    expect(held(new Bench().connect(log))).toEqual(['k1'])
  })

  it('does not add again what an epoch took away, by a message of that epoch', () => {
    const { log, bench } = connected()
    const { kill } = log.kill(killOf('k1'))
    bench.message(kill, log.drop('k1'), kill)
    expect(held(bench)).toEqual([])
    bench.message({ ...kill, epoch: e2 })
    expect(held(bench)).toEqual(['k1'])
  })

  it('takes at an equal bookmark what it lacks of the state, drills excepted', () => {
    const log = new FakeLog()
    log.kill(killOf('k1'))
    log.kill(drillOf('d1', 60_000))
    const state = { position: log.position, hashes: log.hashes, entities: log.entities }
    const bench = new Bench({}, { ...emptySeed, state })
    bench.give({ type: 'start' })
    bench.give({ type: 'streamOpened' })
    expect(held(bench)).toEqual([])
    bench.message(log.bookmark())
    expect(held(bench)).toEqual(['k1'])
  })

  it('serves the newer record of a kill that was adopted', () => {
    const { log, bench } = connected()
    bench.message(log.kill(killOf('k1')).changes)
    bench.message(log.change(killEntity(killOf('k1', { cause: 'recovered', mac: 'new' }))))
    expect(bench.kills.get('k1')).toMatchObject({ cause: 'recovered', mac: 'new' })
  })

  it('is not touched by a kill that can’t be read, and the rest of the change applies', () => {
    const { log, bench } = connected()
    bench.message(log.change({ kind: 'kill', key: 'bad', value: { killId: 'bad' } }, flagEntity('other', 1)))
    expect(bench.view).toMatchObject({ status: 'READY', position: { revision: 2 } })
    expect(held(bench)).toEqual([])
    expect(bench.last('report')).toMatchObject({ code: 'kill-unreadable', level: 'error' })
  })
})

describe('a hello', () => {
  const told = (count: number, more: (n: number) => Partial<Kill>, notServing: string[]) => {
    const kills = Array.from({ length: count }, (_, n) => killOf(`k${n}`, more(n)))
    const log = new FakeLog()
    log.change(flagEntity('checkout', 1))
    const bench = new Bench({}, { ...emptySeed, kills })
    bench.give({ type: 'notServing', flags: notServing })
    bench.connect(log)
    for (let second = 0; second < 12; second++) {
      bench.pass(1_000)
      bench.message(log.bookmark())
    }
    return bench.hellos
  }

  it.each([
    ['more kills than an environment is meant to have', limits.killsPerEnvironment + 1, {}, 0],
    [
      'kills with large values',
      20,
      { checkout: { type: 'variant', variant: 'on', value: '€'.repeat(9_000) } },
      0,
    ],
    ['kills, and every flag not served', 2_000, {}, limits.flagsPerProject],
  ] as const)('is one that the server reads, with %s', (_, count, serves, flags) => {
    const notServing = Array.from({ length: flags }, (_, n) => `flag-${n}`.padEnd(limits.keyLength, 'x'))
    const hellos = told(count, () => ({ serves }), notServing)
    expect(hellos.length).toBeGreaterThan(1)
    for (const hello of hellos) {
      const message = JSON.stringify({ type: 'hello', ...hello })
      expect(Buffer.byteLength(message)).toBeLessThan(limits.streamMessageBytes)
      expect(parseClientMessage(JSON.parse(message))).toHaveProperty('ok')
      expect(hello.kills.length).toBeGreaterThan(0)
    }
  })

  it('names by its id a kill whose record no message can hold, so that its end can be told', () => {
    const value = 'x'.repeat(60_000)
    const serves = Object.fromEntries(
      Array.from({ length: 5 }, (_, n) => [`flag-${n}`, { type: 'variant' as const, variant: 'on', value }]),
    )
    const hellos = told(2, (n) => (n === 0 ? { serves } : {}), [])
    for (const hello of hellos) {
      expect(hello.kills.map(({ killId }) => killId)).toEqual(['k1'])
      expect(hello.killsById).toEqual(['k0'])
      expect(parseClientMessage({ type: 'hello', ...hello })).toEqual({ ok: { type: 'hello', ...hello } })
    }
  })
})

describe('a kill that the state at the head lacks', () => {
  it('is said in a hello every five seconds until it is settled', () => {
    const log = new FakeLog()
    log.change(flagEntity('checkout', 1))
    const bench = new Bench({}, { ...emptySeed, kills: [killOf('k1')] }).connect(log)
    bench.effects.length = 0
    for (let second = 0; second < 14; second++) {
      bench.pass(1_000)
      bench.message(log.bookmark())
    }
    const hellos = bench.hellos.filter(({ kills }) => kills.some(({ killId }) => killId === 'k1'))
    expect(hellos.length).toBeGreaterThanOrEqual(2)
    expect(hellos.length).toBeLessThanOrEqual(4)
    bench.message(log.drop('k1'), log.bookmark())
    bench.effects.length = 0
    for (let second = 0; second < 14; second++) {
      bench.pass(1_000)
      bench.message(log.bookmark())
    }
    expect(bench.hellos).toEqual([])
  })
})

describe('a drill', () => {
  it('ends by itself where neither stream nor poll was heard for 15 s', () => {
    const { log, bench } = connected()
    bench.message(log.kill(drillOf('d1', 5_000)).kill)
    bench.pass(14_000)
    expect(held(bench)).toEqual(['d1'])
    bench.pass(2_000)
    expect(held(bench)).toEqual([])
  })

  it('lasts as long as it may, counted from when it was added', () => {
    const { log, bench } = connected()
    bench.message(log.kill(drillOf('d1', 40_000)).kill)
    bench.pass(39_000)
    expect(held(bench)).toEqual(['d1'])
    bench.pass(2_000)
    expect(held(bench)).toEqual([])
  })

  it('does not end while a server is heard: that ends it with a change', () => {
    const { log, bench } = connected()
    bench.message(log.kill(drillOf('d1', 5_000)).changes)
    for (let count = 0; count < 6; count++) {
      bench.pass(5_000)
      bench.message(log.bookmark())
    }
    expect(held(bench)).toEqual(['d1'])
    bench.message(log.restore('d1'))
    expect(held(bench)).toEqual([])
  })

  it('that ended here does not come back by a word of its epoch', () => {
    const { log, bench } = connected()
    const { kill } = log.kill(drillOf('d1', 5_000))
    bench.message(kill)
    bench.pass(20_000)
    bench.give({ type: 'streamOpened' })
    bench.message(kill)
    expect(held(bench)).toEqual([])
  })

  it('is the only kill that ever ends by itself', () => {
    const { log, bench } = connected()
    bench.message(log.kill(killOf('k1', { endsAfterMs: 1_000 })).kill)
    bench.pass(10 * 60_000)
    expect(held(bench)).toEqual(['k1'])
  })
})
