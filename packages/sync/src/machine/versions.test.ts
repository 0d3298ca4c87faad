import { describe, expect, it } from 'vitest'
import { Bench, emptySeed } from '../testing/bench.js'
import { FakeLog, flagEntity, killOf } from '../testing/fixtures.js'

const later = (required: boolean) => ({
  name: 'experiments',
  required,
  entities: [{ looks: 'like nothing we know' }],
})

function connected(): { log: FakeLog; bench: Bench } {
  const log = new FakeLog()
  log.change(flagEntity('checkout', 1))
  return { log, bench: new Bench().connect(log) }
}

describe('a message from the future', () => {
  it('has an optional section that is skipped', () => {
    const { log, bench } = connected()
    const change = log.change(flagEntity('checkout', 2))
    bench.message({
      ...change,
      sections: [...change.sections, later(false)],
      hashes: { ...change.hashes, experiments: 'a hash of another kind' },
      importance: 'high',
    })
    expect(bench.view).toMatchObject({ status: 'READY', unread: null, position: { revision: 2 } })
    expect(bench.store.get('flag/checkout')).toEqual(flagEntity('checkout', 2))
  })

  it('has a required section that can’t be read: STALE, loudly and once, and the rest applies, kills above all', () => {
    const { log, bench } = connected()
    const { changes } = log.kill(killOf('k1'))
    bench.message({ ...changes, sections: [...changes.sections, later(true)] }, log.bookmark())
    expect(bench.view).toMatchObject({ status: 'STALE', unread: 'experiments', position: { revision: 2 } })
    expect(bench.view.because).toContain('experiments')
    expect([...bench.kills.keys()]).toEqual(['k1'])
    bench.message(log.change(flagEntity('checkout', 3)), log.bookmark())
    const reports = bench.of('report').filter(({ code }) => code === 'section-unread')
    expect(reports).toHaveLength(1)
    expect(reports[0]).toMatchObject({ level: 'error' })
  })

  it('in a snapshot says the same, until there is one without', () => {
    const { log, bench } = connected()
    const snapshotOf = (...more: unknown[]) => ({
      ...log.snapshot(),
      sections: [...log.snapshot().sections, ...more],
    })
    const answer = (snapshot: unknown) => {
      bench.message(log.resync(true))
      bench.pass(2_000)
      const { request } = bench.last('getSnapshot')
      bench.give({ type: 'snapshotAnswered', request, status: 200, snapshot, answer: log.answer() })
    }
    answer(snapshotOf(later(true)))
    expect(bench.view).toMatchObject({ status: 'STALE', unread: 'experiments' })
    answer(snapshotOf(later(false)))
    expect(bench.view).toMatchObject({ status: 'READY', unread: null })
  })

  it('is of a type that is not known: it changes nothing', () => {
    const { log, bench } = connected()
    bench.message({ type: 'celebrate', epoch: log.epoch, proof: 'p' })
    expect(bench.view.status).toBe('READY')
  })

  it('leaves its mark on disk: a restart does not take what it can’t read for whole', () => {
    const log = new FakeLog()
    log.change(flagEntity('checkout', 1))
    const state = {
      position: log.position,
      hashes: log.hashes,
      entities: log.entities,
      unread: 'experiments',
    }
    const bench = new Bench({}, { ...emptySeed, state })
    bench.give({ type: 'start' })
    bench.give({ type: 'streamOpened' })
    bench.message(log.bookmark())
    expect(bench.view).toMatchObject({ status: 'STALE', unread: 'experiments' })
  })
})
