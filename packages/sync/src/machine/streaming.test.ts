import { describe, expect, it } from 'vitest'
import { Bench, emptySeed } from '../testing/bench.js'
import { e2, FakeLog, flagEntity, killOf } from '../testing/fixtures.js'

function logWithFlag(): FakeLog {
  const log = new FakeLog()
  log.change(flagEntity('checkout', { on: true }))
  return log
}

function seedOf(log: FakeLog) {
  return { ...emptySeed, state: { position: log.position, hashes: log.hashes, entities: log.entities } }
}

describe('a stream', () => {
  it('is READY at the first bookmark that is equal in revision and hash', () => {
    const log = logWithFlag()
    const bench = new Bench()
    bench.give({ type: 'start' })
    expect(bench.of('openStream')).toHaveLength(1)
    bench.give({ type: 'streamOpened' })
    expect(bench.hellos).toHaveLength(1)
    expect(bench.hellos[0]).toMatchObject({ held: null, kills: [] })
    bench.message(log.resync(), log.bookmark())
    expect(bench.view.status).toBe('NOT_READY')
    expect(bench.last('getSnapshot')).toMatchObject({ etag: null, server: 0 })
    bench.fetched(log)
    expect(bench.view).toMatchObject({ status: 'READY', position: log.position })
    expect(bench.store.get('flag/checkout')).toEqual(flagEntity('checkout', { on: true }))
  })

  it('is READY without a download where the log has the hash of what was on disk', () => {
    const log = logWithFlag()
    const bench = new Bench({}, seedOf(log))
    bench.give({ type: 'start' })
    expect(bench.view).toMatchObject({ status: 'STALE', source: 'disk' })
    bench.give({ type: 'streamOpened' })
    log.epoch = e2
    bench.message(log.bookmark())
    expect(bench.view).toMatchObject({
      status: 'READY',
      source: 'stream',
      position: { epoch: e2, revision: 1 },
    })
    expect(bench.of('getSnapshot')).toEqual([])
  })

  it('serves a kill before anything else happens', () => {
    const log = logWithFlag()
    const bench = new Bench().connect(log)
    const { kill, changes } = log.kill(killOf('k1'))
    const effects = bench.give({ type: 'message', message: kill })
    expect(effects[0]).toMatchObject({ type: 'apply', update: { state: { type: 'none' } } })
    expect([...bench.kills.keys()]).toEqual(['k1'])
    bench.message(changes)
    expect(bench.view.position?.revision).toBe(2)
  })

  it('is not disturbed by a message that can’t be read, and says so once a minute', () => {
    const log = logWithFlag()
    const bench = new Bench().connect(log)
    bench.message(null, 'x', { type: 'dance' }, { ...log.bookmark(), proof: 7 })
    expect(bench.view.status).toBe('READY')
    expect(bench.of('report').filter(({ code }) => code === 'message-refused')).toHaveLength(1)
  })
})

describe('silence', () => {
  it('is noticed before what waited in the socket of a process that stood still', () => {
    const log = logWithFlag()
    const bench = new Bench().connect(log)
    bench.now += 20_000
    bench.message(log.bookmark())
    expect(bench.view).toMatchObject({ status: 'STALE', confirmedAt: 0 })
    expect(bench.of('closeStream')).toHaveLength(1)
  })

  it('is told to the millisecond, also where the timer goes off for something else just before', () => {
    const bench = new Bench().connect(logWithFlag())
    const confirmedAt = bench.view.confirmedAt ?? 0
    bench.pass(14_995)
    bench.give({ type: 'tick' })
    bench.pass(confirmedAt + 15_000 - bench.now)
    expect(bench.view.status).toBe('STALE')
  })

  it('of 15 s makes the state STALE, and the stream is opened anew', () => {
    const log = logWithFlag()
    const bench = new Bench().connect(log)
    bench.pass(14_900)
    expect(bench.view.status).toBe('READY')
    bench.pass(200)
    expect(bench.view).toMatchObject({ status: 'STALE', since: 15_000 })
    expect(bench.of('closeStream')).toHaveLength(1)
    bench.pass(1_000)
    expect(bench.of('openStream')).toHaveLength(2)
  })

  it('does not set in while bookmarks come', () => {
    const log = logWithFlag()
    const bench = new Bench().connect(log)
    for (let count = 0; count < 20; count++) {
      bench.pass(5_000)
      bench.message(log.bookmark())
    }
    expect(bench.view).toMatchObject({ status: 'READY', since: 0 })
  })

  it('is not broken by a server whose every word is refused', () => {
    const log = logWithFlag()
    const bench = new Bench().connect(log)
    const old = log.bookmark()
    log.epoch = e2
    bench.message(log.bookmark())
    for (let count = 0; count < 4; count++) {
      bench.pass(5_000)
      bench.message(old)
    }
    expect(bench.view.status).toBe('STALE')
    expect(bench.of('closeStream')).toHaveLength(1)
  })
})

describe('coming back', () => {
  it('waits longer with each failure, and no longer than the server asks plus a minute', () => {
    const bench = new Bench({ random: () => 0.999 })
    bench.give({ type: 'start' })
    const pauses: number[] = []
    for (let count = 0; count < 8; count++) {
      const failedAt = bench.now
      const opened = bench.of('openStream').length
      bench.give({ type: 'streamClosed', because: 'refused' })
      while (bench.of('openStream').length === opened) bench.pass(100)
      pauses.push(Math.round((bench.now - failedAt) / 1_000))
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
  })

  it('grows also where each stream opens and is cut at once', () => {
    const bench = new Bench({ random: () => 0.999 })
    bench.give({ type: 'start' })
    for (let count = 0; count < 200; count++) {
      bench.give({ type: 'streamOpened' })
      bench.give({ type: 'streamClosed', because: 'cut' })
      bench.pass(1_000)
    }
    expect(bench.of('openStream').length).toBeLessThan(12)
  })

  it('obeys retry-after', () => {
    const bench = new Bench()
    bench.give({ type: 'start' })
    bench.give({ type: 'streamClosed', because: 'busy', status: 503, retryAfterMs: 20_000 })
    bench.pass(19_900)
    expect(bench.of('openStream')).toHaveLength(1)
    bench.pass(1_000)
    expect(bench.of('openStream')).toHaveLength(2)
  })

  it('goes to the next server after a failure, and first to the same after a cut', () => {
    const log = logWithFlag()
    const bench = new Bench({ servers: 3 })
    bench.give({ type: 'start' })
    bench.give({ type: 'streamClosed', because: 'refused' })
    bench.pass(10_000)
    expect(bench.last('openStream').server).toBe(1)
    bench.give({ type: 'streamOpened' })
    bench.catchUp(log)
    bench.fetched(log)
    bench.message(log.bookmark())
    bench.give({ type: 'streamClosed', because: 'cut' })
    bench.pass(4_000)
    expect(bench.last('openStream').server).toBe(1)
    bench.give({ type: 'streamClosed', because: 'refused' })
    bench.pass(10_000)
    expect(bench.last('openStream').server).toBe(2)
  })

  it('goes elsewhere, after the time it was told, on a goodbye', () => {
    const bench = new Bench({ servers: 2 }).connect(logWithFlag())
    bench.message({ type: 'goodbye', reconnectAfterMs: 3_000 })
    expect(bench.of('closeStream')).toHaveLength(1)
    bench.pass(2_900)
    expect(bench.of('openStream')).toHaveLength(1)
    bench.pass(1_200)
    expect(bench.last('openStream').server).toBe(1)
    expect(bench.view.status).toBe('READY')
  })

  it('gives up a stream that does not open', () => {
    const bench = new Bench({ servers: 2 })
    bench.give({ type: 'start' })
    bench.pass(31_000)
    expect(bench.of('closeStream').length).toBeGreaterThanOrEqual(1)
    expect(bench.last('openStream').server).toBe(1)
  })
})

describe('closing', () => {
  it('says goodbye, and nothing comes out any more', () => {
    const bench = new Bench().connect(logWithFlag())
    const effects = bench.give({ type: 'close' })
    expect(effects.map(({ type }) => type)).toEqual(['send', 'closeStream'])
    expect(effects[0]).toMatchObject({ message: { type: 'goodbye' } })
    expect(bench.give({ type: 'close' })).toEqual([])
    expect(bench.give({ type: 'tick' })).toEqual([])
  })

  it('says goodbye by POST to the server that was asked, where the stream is not open', () => {
    const bench = new Bench()
    bench.give({ type: 'start' })
    bench.give({ type: 'streamClosed', because: 'refused' })
    bench.pass(2_000)
    expect(bench.of('getSnapshot').length + bench.of('postAck').length).toBeGreaterThan(0)
    const [goodbye] = bench.give({ type: 'close' })
    expect(goodbye).toMatchObject({ type: 'postGoodbye', server: 0 })
  })

  it('says nothing to a server that was never asked', () => {
    const bench = new Bench()
    bench.give({ type: 'start' })
    expect(bench.give({ type: 'close' }).map(({ type }) => type)).toEqual(['closeStream'])
  })
})
