import { describe, expect, it } from 'vitest'
import { Bench } from '../testing/bench.js'
import { FakeLog, flagEntity, killOf } from '../testing/fixtures.js'

function logWithFlag(): FakeLog {
  const log = new FakeLog()
  log.change(flagEntity('checkout', { on: true }))
  return log
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

  it('says where it is after a snapshot, so that the server goes on from there', () => {
    const log = logWithFlag()
    const bench = new Bench().connect(log)
    bench.pass(1_000)
    expect(bench.hellos.at(-1)).toMatchObject({ held: { ...log.position, hashes: log.hashes } })
  })

  it('applies changes in order and acknowledges the revision', () => {
    const log = logWithFlag()
    const bench = new Bench().connect(log)
    bench.message(log.change(flagEntity('checkout', { on: false })), log.change(flagEntity('other', 1)))
    bench.pass(300)
    expect(bench.view).toMatchObject({ status: 'READY', position: { revision: 3 } })
    expect(bench.acks.at(-1)).toMatchObject({ applied: 3, whole: false })
  })

  it('serves a kill before anything else happens', () => {
    const log = logWithFlag()
    const bench = new Bench().connect(log)
    const { kill, changes } = log.kill(killOf('k1'))
    const effects = bench.give({ type: 'message', message: kill })
    expect(effects[0]).toMatchObject({ type: 'apply', update: { state: { type: 'none' } } })
    expect([...bench.kills.keys()]).toEqual(['k1'])
    expect(bench.acks.at(-1)).toMatchObject({ added: ['k1'], applied: 1 })
    bench.message(changes)
    expect(bench.view.position?.revision).toBe(2)
  })
})
