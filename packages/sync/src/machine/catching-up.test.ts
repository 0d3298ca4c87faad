import { describe, expect, it } from 'vitest'
import { etagOf } from '../http.js'
import { Bench, emptySeed } from '../testing/bench.js'
import { e1, e2, FakeLog, flagEntity } from '../testing/fixtures.js'

function connected(): { log: FakeLog; bench: Bench } {
  const log = new FakeLog()
  log.change(flagEntity('checkout', { on: true }))
  const bench = new Bench().connect(log)
  bench.pass(1_000)
  bench.message(log.bookmark())
  bench.effects.length = 0
  return { log, bench }
}

describe('changes', () => {
  it('are applied in order, each as one', () => {
    const { log, bench } = connected()
    bench.message(log.change(flagEntity('a', 1), flagEntity('b', 2)), log.change(flagEntity('a', null)))
    expect(bench.view).toMatchObject({ status: 'READY', position: { revision: 3 }, hashes: log.hashes })
    expect([...bench.store.keys()].sort()).toEqual(['flag/b', 'flag/checkout'])
    expect(bench.of('apply')).toHaveLength(2)
  })

  it('of which one is missing are not applied: hello is said again', () => {
    const { log, bench } = connected()
    const missing = log.change(flagEntity('a', 1))
    const next = log.change(flagEntity('b', 1))
    bench.message(next)
    expect(bench.view.position?.revision).toBe(1)
    bench.pass(1_000)
    expect(bench.hellos).toHaveLength(1)
    bench.message(missing, next, log.bookmark())
    expect(bench.view).toMatchObject({ status: 'READY', position: { revision: 3 } })
  })

  it('of which one is missing are not applied even where they lead to their hash', () => {
    const { log, bench } = connected()
    const away = log.change(flagEntity('checkout', { on: false }))
    const back = log.change(flagEntity('checkout', { on: true }))
    expect(back.hashes).toEqual(bench.view.hashes)
    bench.message(back)
    expect(bench.view.position?.revision).toBe(1)
    bench.pass(1_000)
    expect(bench.hellos).toHaveLength(1)
    bench.message(away, back)
    expect(bench.view.position?.revision).toBe(3)
  })

  it('that were applied already are passed over', () => {
    const { log, bench } = connected()
    const change = log.change(flagEntity('a', 1))
    bench.message(change, change)
    bench.pass(5_000)
    expect(bench.view.position?.revision).toBe(2)
    expect(bench.hellos).toEqual([])
  })

  it('that do not lead to their hash change nothing: hello again, then a snapshot', () => {
    const { log, bench } = connected()
    const broken = { ...log.change(flagEntity('a', 1)), sections: [] }
    bench.message(broken)
    expect(bench.view.position?.revision).toBe(1)
    bench.pass(1_000)
    expect(bench.hellos).toHaveLength(1)
    bench.message(broken)
    expect(bench.last('getSnapshot').etag).toBeNull()
    bench.fetched(log)
    expect(bench.view).toMatchObject({ status: 'READY', position: { revision: 2 } })
  })
})

describe('a bookmark', () => {
  it('ahead of what is applied is waited for, for a second', () => {
    const { log, bench } = connected()
    const change = log.change(flagEntity('a', 1))
    bench.message(log.bookmark())
    bench.pass(900)
    bench.message(change)
    bench.pass(5_000)
    expect(bench.hellos).toEqual([])
    log.change(flagEntity('a', 2))
    bench.message(log.bookmark())
    bench.pass(1_100)
    expect(bench.hellos).toHaveLength(1)
    expect(bench.view.status).toBe('READY')
  })

  it('behind what is applied is ignored in the same epoch, and asked about in another', () => {
    const { log, bench } = connected()
    const before = log.bookmark()
    bench.message(log.change(flagEntity('a', 1)), before)
    bench.pass(2_000)
    expect(bench.hellos).toEqual([])
    bench.message({ ...before, at: { epoch: e2, revision: 1 } })
    bench.pass(1)
    expect(bench.hellos).toHaveLength(1)
    expect(bench.view.position).toEqual({ epoch: e1, revision: 2 })
  })

  it('equal in another epoch takes that epoch up', () => {
    const { log, bench } = connected()
    log.epoch = e2
    bench.message(log.bookmark())
    expect(bench.view).toMatchObject({ status: 'READY', position: { epoch: e2, revision: 1 } })
    expect(bench.of('storeSnapshot')).toHaveLength(1)
  })

  it('of an epoch below the highest is refused: hello shows the proof of the higher one', () => {
    const { log, bench } = connected()
    const old = log.bookmark()
    log.epoch = e2
    bench.message(log.bookmark(), old)
    bench.pass(1_000)
    expect(bench.view.position?.epoch).toBe(e2)
    expect(bench.hellos[0]?.highestEpoch).toEqual({ epoch: e2, proof: log.bookmark().proof })
    expect(bench.last('report')).toMatchObject({ code: 'epoch-refused' })
  })

  it('with another hash leads to an unconditional snapshot, and a second time to growing pauses', () => {
    const { log, bench } = connected()
    const wrong = { ...log.bookmark(), hashes: { kills: log.hashes.kills, flags: '0123456789abcdef' } }
    bench.message(wrong)
    expect(bench.view.status).toBe('STALE')
    expect(bench.last('getSnapshot').etag).toBeNull()
    const pauses: number[] = []
    for (let count = 0; count < 9; count++) {
      const { request } = bench.last('getSnapshot')
      const answer = { drop: null, bookmark: wrong }
      bench.give({ type: 'snapshotAnswered', request, status: 200, snapshot: log.snapshot(), answer })
      const askedAt = bench.now
      const asked = bench.of('getSnapshot').length
      while (bench.of('getSnapshot').length === asked) {
        bench.pass(5_000)
        bench.message(wrong)
      }
      pauses.push(Math.round((bench.now - askedAt) / 60_000))
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
    expect(bench.of('report').some(({ code, level }) => code === 'diverged' && level === 'error')).toBe(true)
    bench.message(log.bookmark())
    expect(bench.view.status).toBe('READY')
  })
})

describe('a resync', () => {
  it('ends READY until the snapshot is there', () => {
    const { log, bench } = connected()
    log.change(flagEntity('a', 1))
    bench.message(log.resync())
    expect(bench.view.status).toBe('STALE')
    bench.fetched(log)
    expect(bench.view).toMatchObject({ status: 'READY', position: { revision: 2 } })
  })

  it('asks with the hash held, or, for a mismatch, without', () => {
    const { log, bench } = connected()
    bench.message(log.resync())
    expect(bench.last('getSnapshot').etag).toBe(etagOf(log.hashes))
    const { request } = bench.last('getSnapshot')
    bench.give({ type: 'snapshotAnswered', request, status: 304, snapshot: undefined, answer: log.answer() })
    expect(bench.view.status).toBe('READY')
    bench.message(log.resync(true))
    bench.pass(2_000)
    expect(bench.last('getSnapshot').etag).toBeNull()
  })

  it('says hello after the snapshot: the server goes on from there', () => {
    const { log, bench } = connected()
    bench.message(log.resync())
    bench.fetched(log)
    bench.pass(1_000)
    expect(bench.hellos.at(-1)).toMatchObject({ held: { ...log.position, hashes: log.hashes } })
  })

  it('that leads nowhere does not become a loop', () => {
    const { log, bench } = connected()
    const empty = new FakeLog()
    for (let ms = 0; ms < 60_000; ms += 100) {
      bench.message(log.resync())
      const { request } = bench.last('getSnapshot')
      bench.give({
        type: 'snapshotAnswered',
        request,
        status: 200,
        snapshot: empty.snapshot(),
        answer: log.answer(),
      })
      bench.pass(100)
    }
    expect(bench.of('getSnapshot').length).toBeLessThan(80)
  })
})

describe('a snapshot', () => {
  it('has one request in flight at a time', () => {
    const { log, bench } = connected()
    bench.message(log.resync(), log.resync(), log.resync(true))
    bench.pass(5_000)
    expect(bench.of('getSnapshot')).toHaveLength(1)
  })

  it('asked for before the present stream is thrown away', () => {
    const log = new FakeLog()
    log.change(flagEntity('checkout', 1))
    const bench = new Bench()
    bench.give({ type: 'start' })
    bench.pass(5_000)
    const { request } = bench.last('getSnapshot')
    bench.give({ type: 'streamOpened' })
    bench.give({
      type: 'snapshotAnswered',
      request,
      status: 200,
      snapshot: log.snapshot(),
      answer: log.answer(),
    })
    expect(bench.view.position).toBeNull()
    bench.pass(2_000)
    bench.fetched(log)
    expect(bench.view.status).toBe('READY')
  })

  it('below the applied revision of its own epoch is thrown away', () => {
    const { log, bench } = connected()
    const old = log.snapshot()
    const first = log.change(flagEntity('a', 1))
    bench.message(log.resync())
    const { request } = bench.last('getSnapshot')
    bench.message(first)
    bench.give({ type: 'snapshotAnswered', request, status: 200, snapshot: old, answer: log.answer() })
    expect(bench.view.position?.revision).toBe(2)
  })

  it('that does not have its own hash is refused whole', () => {
    const { log, bench } = connected()
    bench.message(log.resync())
    const { request } = bench.last('getSnapshot')
    const snapshot = { ...log.snapshot(), sections: [] }
    bench.give({ type: 'snapshotAnswered', request, status: 200, snapshot, answer: log.answer() })
    expect([...bench.store.keys()]).toEqual(['flag/checkout'])
    expect(bench.view.position?.revision).toBe(1)
  })

  it('that can’t be read is asked for again, later and later', () => {
    const { log, bench } = connected()
    bench.message(log.resync())
    for (let count = 0; count < 50; count++) {
      const { request } = bench.last('getSnapshot')
      bench.give({ type: 'snapshotAnswered', request, status: 200, snapshot: '<html>', answer: log.answer() })
      bench.pass(1_000)
      bench.message(log.bookmark().type === 'bookmark' ? log.resync() : null)
    }
    expect(bench.of('getSnapshot').length).toBeGreaterThan(2)
    expect(bench.of('getSnapshot').length).toBeLessThan(40)
    expect([...bench.store.keys()]).toEqual(['flag/checkout'])
  })
})

describe('a state from disk', () => {
  it('that does not have its own hash is not served', () => {
    const log = new FakeLog()
    log.change(flagEntity('checkout', 1))
    const state = { position: log.position, hashes: log.hashes, entities: [flagEntity('checkout', 2)] }
    const bench = new Bench({}, { ...emptySeed, state })
    bench.give({ type: 'start' })
    expect(bench.store.size).toBe(0)
    expect(bench.last('report')).toMatchObject({ code: 'disk-refused' })
  })
})
