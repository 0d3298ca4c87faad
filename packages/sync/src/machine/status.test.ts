import { describe, expect, it } from 'vitest'
import { Bench, emptySeed } from '../testing/bench.js'
import { FakeLog, flagEntity } from '../testing/fixtures.js'

function seed() {
  const log = new FakeLog()
  log.change(flagEntity('checkout', 1))
  return { ...emptySeed, state: { position: log.position, hashes: log.hashes, entities: log.entities } }
}

describe('the status', () => {
  it('is NOT_READY before the first answer, and ERROR where nothing is held and a try has failed', () => {
    const bench = new Bench()
    bench.give({ type: 'start' })
    expect(bench.view.status).toBe('NOT_READY')
    bench.give({ type: 'streamClosed', because: 'connection refused' })
    expect(bench.view).toMatchObject({ status: 'ERROR', source: 'none', position: null })
    expect(bench.view.because).toContain('connection refused')
  })

  it('is STALE with what was on disk, which is served from the start', () => {
    const bench = new Bench({}, seed())
    const effects = bench.give({ type: 'start' })
    expect(effects[0]).toMatchObject({ type: 'apply', update: { state: { type: 'replace' } } })
    expect(bench.view).toMatchObject({ status: 'STALE', source: 'disk', confirmedAt: null })
  })

  it('is FATAL for a refused key with nothing held, which is tried again every few minutes and heals', () => {
    const bench = new Bench()
    bench.give({ type: 'start' })
    bench.give({ type: 'streamClosed', because: 'unknown key', status: 401 })
    expect(bench.view.status).toBe('FATAL')
    expect(bench.view.because).toContain('unknown key')
    for (let step = 0; step < 180; step++) {
      const { request } = bench.last('getSnapshot')
      bench.give({ type: 'requestFailed', request, because: 'unknown key', status: 401 })
      bench.give({ type: 'streamClosed', because: 'unknown key', status: 401 })
      bench.pass(10_000)
    }
    expect(bench.of('openStream').length).toBeLessThan(15)
    expect(bench.of('getSnapshot').length).toBeLessThan(15)
    expect(bench.of('openStream').length).toBeGreaterThan(5)
    const log = new FakeLog()
    while (bench.give({ type: 'streamOpened' }).length === 0) bench.pass(10_000)
    bench.catchUp(log)
    bench.pass(1_000)
    bench.fetched(log)
    expect(bench.view.status).toBe('READY')
  })

  it('is STALE for a refused key with something held: it is served on', () => {
    const bench = new Bench({}, seed())
    bench.give({ type: 'start' })
    bench.give({ type: 'streamClosed', because: 'revoked', status: 403 })
    expect(bench.view).toMatchObject({ status: 'STALE' })
    expect(bench.view.because).toMatch(/refuses the SDK key.*revoked/)
    expect(bench.store.size).toBe(1)
  })

  it('is STALE as soon as a key is refused that was good a moment ago, and READY once it is good again', () => {
    const log = new FakeLog()
    log.change(flagEntity('checkout', 1))
    const bench = new Bench().connect(log)
    bench.give({ type: 'streamClosed', because: 'io server disconnect' })
    expect(bench.view.status).toBe('READY')
    const opened = bench.of('openStream').length
    while (bench.of('openStream').length === opened) bench.pass(100)
    bench.give({ type: 'streamClosed', because: 'revoked', status: 401 })
    expect(bench.view.status).toBe('STALE')
    expect(bench.view.because).toMatch(/refuses the SDK key.*revoked/)
    while (bench.give({ type: 'streamOpened' }).length === 0) bench.pass(10_000)
    bench.message(log.bookmark())
    expect(bench.view.status).toBe('READY')
  })

  it('is not FATAL while one of several servers has not refused the key', () => {
    const bench = new Bench({ servers: 2 })
    bench.give({ type: 'start' })
    bench.give({ type: 'streamClosed', because: 'unknown key', status: 401 })
    expect(bench.view.status).toBe('ERROR')
    bench.pass(1_000)
    bench.give({ type: 'streamClosed', because: 'unknown key', status: 401 })
    expect(bench.view.status).toBe('FATAL')
  })

  it('is told when it changes, and not otherwise', () => {
    const log = new FakeLog()
    const bench = new Bench().connect(log)
    bench.effects.length = 0
    for (let count = 0; count < 5; count++) {
      bench.pass(5_000)
      bench.message(log.bookmark(), log.change(flagEntity('checkout', count)))
    }
    expect(bench.of('status')).toEqual([])
    bench.pass(20_000)
    expect(bench.of('status').map(({ view }) => view.status)).toContain('STALE')
  })
})
