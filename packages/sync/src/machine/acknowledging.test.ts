import { describe, expect, it } from 'vitest'
import { Bench, emptySeed } from '../testing/bench.js'
import { e1, e2, FakeLog, flagEntity, killOf } from '../testing/fixtures.js'

function connected(seed = emptySeed): { log: FakeLog; bench: Bench } {
  const log = new FakeLog()
  log.change(flagEntity('checkout', 1))
  return { log, bench: new Bench({}, seed).connect(log) }
}

describe('an acknowledgement', () => {
  it('names a kill once it is on disk, and not before', () => {
    const { log, bench } = connected()
    bench.diskWorks = false
    bench.effects.length = 0
    bench.message(log.kill(killOf('k1')).kill)
    bench.pass(5_000)
    expect(bench.acks.flatMap(({ added }) => added)).toEqual([])
    const { write, kills } = bench.last('storeKills')
    expect(kills.map(({ killId }) => killId)).toEqual(['k1'])
    bench.give({ type: 'killsStored', write })
    expect(bench.acks.at(-1)).toMatchObject({ whole: false, added: ['k1'], removed: [], epoch: e1 })
  })

  it('waits for the write that holds the kill, not for an earlier one', () => {
    const { log, bench } = connected()
    bench.diskWorks = false
    bench.message(log.kill(killOf('k1')).kill)
    const first = bench.last('storeKills').write
    bench.message(log.kill(killOf('k2')).kill)
    bench.effects.length = 0
    bench.give({ type: 'killsStored', write: first })
    expect(bench.acks.flatMap(({ added }) => added)).toEqual(['k1'])
  })

  it('says what is gone', () => {
    const { log, bench } = connected()
    bench.message(log.kill(killOf('k1')).changes, log.restore('k1'))
    expect(bench.acks.at(-1)).toMatchObject({ added: [], removed: ['k1'] })
  })

  it('says the whole set when the epoch rises', () => {
    const { log, bench } = connected()
    bench.message(log.kill(killOf('k1')).changes)
    log.epoch = e2
    bench.message(log.bookmark())
    expect(bench.acks.at(-1)).toMatchObject({ epoch: e2, whole: true, added: ['k1'] })
  })

  it('waits, in a new epoch, until that epoch is on disk', () => {
    const { log, bench } = connected()
    bench.diskWorks = false
    bench.effects.length = 0
    log.epoch = e2
    bench.message(log.bookmark())
    expect(bench.acks).toEqual([])
    const stored = bench.last('storeKills')
    expect(stored.highestEpoch?.epoch).toBe(e2)
    bench.give({ type: 'killsStored', write: stored.write })
    expect(bench.acks).toMatchObject([{ epoch: e2, whole: true }])
  })

  it('says the whole set on each new stream, after the server’s first word', () => {
    const { log, bench } = connected()
    bench.message(log.kill(killOf('k1')).changes)
    bench.give({ type: 'streamClosed', because: 'cut' })
    bench.pass(1_000)
    bench.effects.length = 0
    bench.give({ type: 'streamOpened' })
    expect(bench.acks).toEqual([])
    bench.message(log.bookmark())
    expect(bench.acks).toMatchObject([{ whole: true, added: ['k1'] }])
  })

  it('says it all again once a request is answered, which may have overtaken a word on the stream', () => {
    const { log, bench } = connected()
    bench.message(log.kill(killOf('k1')).changes, log.resync())
    bench.pass(1_000)
    bench.effects.length = 0
    const request = 2
    bench.give({ type: 'snapshotAnswered', request, status: 304, snapshot: undefined, answer: log.answer() })
    expect(bench.acks).toMatchObject([{ whole: true, added: ['k1'] }])
  })

  it('names the flags that are not served as the log says, when they change', () => {
    const { bench } = connected()
    bench.effects.length = 0
    bench.give({ type: 'notServing', flags: ['checkout'] })
    bench.give({ type: 'notServing', flags: ['checkout'] })
    expect(bench.acks).toMatchObject([{ notServing: ['checkout'] }])
  })

  it('of revisions alone comes a little later, one for many', () => {
    const { log, bench } = connected()
    bench.effects.length = 0
    for (let count = 0; count < 10; count++) {
      bench.message(log.change(flagEntity('checkout', count + 2)))
      bench.pass(10)
    }
    bench.pass(1_000)
    expect(bench.acks).toMatchObject([{ applied: 11, whole: false, added: [] }])
  })

  it('counts up with every other word of the process', () => {
    const { log, bench } = connected()
    bench.message(log.kill(killOf('k1')).changes, log.resync())
    bench.pass(3_000)
    const counts = bench.effects.flatMap((effect) => {
      if (effect.type === 'send') return [effect.message.count]
      return effect.type === 'getSnapshot' ? [effect.hello.count] : []
    })
    expect(counts.length).toBeGreaterThan(3)
    expect(counts).toEqual([...counts].sort((a, b) => a - b))
    expect(new Set(counts).size).toBe(counts.length)
  })

  it('of more kills than a message holds comes in parts', () => {
    const kills = Array.from({ length: 4_500 }, (_, index) => killOf(`k${index}`))
    const { bench } = connected({ ...emptySeed, kills })
    const told = bench.acks.filter(({ added }) => added.length > 0)
    expect(told.map(({ whole, added }) => [whole, added.length]).slice(-3)).toEqual([
      [true, 2_000],
      [false, 2_000],
      [false, 500],
    ])
    const [hello] = bench.hellos
    expect(JSON.stringify(hello).length).toBeLessThan(256 * 1_024)
  })
})

describe('whom a process follows', () => {
  it('is said until the stream is READY', () => {
    const { bench } = connected({ ...emptySeed, follows: ['boot-0000000000000000'] })
    expect(bench.hellos[0]?.follows).toEqual(['boot-0000000000000000'])
    bench.pass(1_000)
    expect(bench.hellos.at(-1)?.follows).toEqual([])
  })
})
