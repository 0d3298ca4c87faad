import { describe, expect, it } from 'vitest'
import { Bench, emptySeed } from '../testing/bench.js'
import { e2, FakeLog, flagEntity, killOf } from '../testing/fixtures.js'

function logWithFlag(): FakeLog {
  const log = new FakeLog()
  log.change(flagEntity('checkout', 1))
  return log
}

/** A polling client with the state of the log, and its word answered. */
function polling(log: FakeLog, seed = emptySeed): Bench {
  const bench = new Bench({ mode: 'polling' }, seed)
  bench.give({ type: 'start' })
  bench.fetched(log)
  answer(bench, log)
  return bench
}

function answer(bench: Bench, log: FakeLog): void {
  const { request } = bench.last('postAck')
  bench.give({ type: 'ackAnswered', request, answer: log.answer() })
}

describe('a client that only polls', () => {
  it('opens no stream, fetches the state and acknowledges it', () => {
    const log = logWithFlag()
    log.kill(killOf('k1'))
    const bench = new Bench({ mode: 'polling' })
    bench.give({ type: 'start' })
    expect(bench.of('openStream')).toEqual([])
    bench.fetched(log)
    expect(bench.view).toMatchObject({ status: 'READY', source: 'polling' })
    expect(bench.last('postAck').ack).toMatchObject({ whole: true, added: ['k1'], applied: 2 })
  })

  it('asks about every ten seconds, with a word that keeps it on the list, and fetches only what has changed', () => {
    const log = logWithFlag()
    const bench = polling(log)
    for (let count = 0; count < 6; count++) {
      bench.pass(10_000)
      answer(bench, log)
    }
    expect(bench.of('getSnapshot')).toHaveLength(1)
    expect(bench.of('postAck').length).toBeGreaterThanOrEqual(7)
    expect(bench.of('postAck').length).toBeLessThanOrEqual(9)
    expect(bench.view).toMatchObject({ status: 'READY', since: 0 })
    log.change(flagEntity('checkout', 2))
    bench.pass(10_000)
    answer(bench, log)
    expect(bench.of('getSnapshot')).toHaveLength(2)
    bench.fetched(log)
    expect(bench.store.get('flag/checkout')).toEqual(flagEntity('checkout', 2))
  })

  it('takes an answer that has waited in a process that stood still for what it was worth when it was asked for', () => {
    const log = logWithFlag()
    const bench = polling(log)
    bench.pass(10_000)
    const askedAt = bench.now
    bench.now += 60_000
    answer(bench, log)
    expect(bench.view.status).toBe('STALE')
    expect(bench.view.confirmedAt).toBeLessThanOrEqual(askedAt)
    bench.pass(1_000)
    answer(bench, log)
    expect(bench.view).toMatchObject({ status: 'READY', confirmedAt: bench.now })
  })

  it('takes the present position from a 304, and the epoch with it', () => {
    const log = logWithFlag()
    const bench = polling(log)
    log.epoch = e2
    log.change(flagEntity('checkout', 2))
    log.change(flagEntity('checkout', 1))
    bench.pass(10_000)
    answer(bench, log)
    const { request, etag } = bench.last('getSnapshot')
    expect(etag).not.toBeNull()
    bench.give({ type: 'snapshotAnswered', request, status: 304, snapshot: undefined, answer: log.answer() })
    expect(bench.view).toMatchObject({ status: 'READY', position: { epoch: e2, revision: 3 } })
  })

  it('hears of kills that are over', () => {
    const log = logWithFlag()
    const bench = polling(log, { ...emptySeed, kills: [killOf('k1')] })
    bench.pass(10_000)
    const { request, hello } = bench.last('postAck')
    expect(hello.kills.map(({ killId }) => killId)).toEqual(['k1'])
    bench.give({ type: 'ackAnswered', request, answer: log.answer(log.drop('k1')) })
    expect(bench.kills.size).toBe(0)
  })

  it('asks every five seconds while it holds a kill that the state lacks', () => {
    const log = logWithFlag()
    const bench = new Bench(
      { mode: 'polling', pollIntervalMs: 60_000 },
      { ...emptySeed, kills: [killOf('k1')] },
    )
    bench.give({ type: 'start' })
    bench.fetched(log)
    answer(bench, log)
    for (let count = 1; count <= 4; count++) {
      bench.pass(5_000)
      expect(bench.of('postAck')).toHaveLength(1 + count)
      answer(bench, log)
    }
  })

  it('follows those before it until its first word is answered', () => {
    const log = logWithFlag()
    const bench = polling(log, { ...emptySeed, follows: ['boot-0000000000000000'] })
    expect(bench.of('postAck')[0]?.hello.follows).toEqual(['boot-0000000000000000'])
    bench.pass(10_000)
    expect(bench.last('postAck').hello.follows).toEqual([])
  })

  it('says its word again, whole, where it was not answered', () => {
    const log = logWithFlag()
    log.kill(killOf('k1'))
    const bench = polling(log)
    bench.pass(10_000)
    bench.give({ type: 'requestFailed', request: bench.last('postAck').request, because: 'no answer' })
    bench.pass(10_000)
    expect(bench.last('postAck').ack).toMatchObject({ whole: true, added: ['k1'] })
  })

  it('is not silent between two polls that are far apart by choice', () => {
    const log = logWithFlag()
    const bench = new Bench({ mode: 'polling', pollIntervalMs: 120_000 })
    bench.give({ type: 'start' })
    bench.fetched(log)
    answer(bench, log)
    bench.pass(119_000)
    expect(bench.view.status).toBe('READY')
  })

  it('goes on to the next server where one fails, and slows down', () => {
    const bench = new Bench({ mode: 'polling', servers: 2 })
    bench.give({ type: 'start' })
    for (let count = 0; count < 60; count++) {
      const { request } = bench.last('getSnapshot')
      bench.give({ type: 'requestFailed', request, because: 'refused' })
      bench.pass(5_000)
    }
    const servers = bench.of('getSnapshot').map(({ server }) => server)
    expect(servers.slice(0, 4)).toEqual([0, 1, 0, 1])
    expect(servers.length).toBeLessThan(25)
  })
})

describe('a client whose stream is down', () => {
  it('polls meanwhile, stays READY by it, and stops when the stream is back', () => {
    const log = logWithFlag()
    const bench = new Bench({ pollIntervalMs: 60_000 }).connect(log)
    bench.give({ type: 'streamClosed', because: 'cut' })
    for (let second = 0; second < 120; second++) {
      bench.pass(1_000)
      const posted = bench.of('postAck').at(-1)
      if (posted !== undefined)
        bench.give({ type: 'ackAnswered', request: posted.request, answer: log.answer() })
      bench.give({ type: 'streamClosed', because: 'refused' })
    }
    expect(bench.view).toMatchObject({ status: 'READY', source: 'polling', since: 0 })
    const polls = bench.of('postAck').length
    expect(polls).toBeGreaterThan(9)
    expect(polls).toBeLessThan(20)
    while (bench.of('openStream').length === 0 || bench.give({ type: 'streamOpened' }).length === 0)
      bench.pass(1_000)
    const after = bench.of('postAck').length
    for (let count = 0; count < 12; count++) {
      bench.message(log.bookmark())
      bench.pass(5_000)
    }
    expect(bench.of('postAck')).toHaveLength(after)
    expect(bench.view).toMatchObject({ status: 'READY', source: 'stream' })
  })

  it('that has never had one fetches at once, or after five seconds of opening', () => {
    const refused = new Bench()
    refused.give({ type: 'start' })
    refused.give({ type: 'streamClosed', because: 'no websockets here' })
    expect(refused.of('getSnapshot')).toHaveLength(1)
    const hanging = new Bench()
    hanging.give({ type: 'start' })
    hanging.pass(4_900)
    expect(hanging.of('getSnapshot')).toEqual([])
    hanging.pass(200)
    expect(hanging.of('getSnapshot')).toHaveLength(1)
  })
})
