import type { Report } from '@ripcord/sync'
import { describe, expect, it } from 'vitest'
import type { Clock } from '../clock.js'
import { openSqliteStorage } from '../storage/sqlite/open.js'
import { createShop } from '../storage/testing/drafts.js'
import { createCounts } from './index.js'

const environmentId = 'env-production'
const minute = 60_000
const start = Date.parse('2026-01-01T00:00:00Z')
const never = () => () => undefined

async function testCounts() {
  let nowMs = start
  const clock: Clock = { now: () => new Date(nowMs), monotonic: () => nowMs }
  const storage = await openSqliteStorage({ file: ':memory:', clock, mint: 'the test starts', every: never })
  await createShop(storage)
  const errors: string[] = []
  const log = { error: (_fields: object, message: string) => void errors.push(message) }
  const make = () => createCounts({ store: storage.counts, clock, log, every: never })
  const advance = (ms: number) => {
    nowMs += ms
  }
  return { counts: make(), make, store: storage.counts, errors, advance }
}

function report(parts: Partial<Report> = {}): Report {
  const evaluations = [{ flag: 'checkout', variant: 'on', reason: 'SPLIT', count: 3 }]
  return { bootId: 'boot-0123456789abcdef', sequence: 1, service: 'shop', evaluations, dropped: 0, ...parts }
}

const all = { from: 0, to: start + 365 * 24 * 60 * minute }

describe('a report', () => {
  it('is counted by the second and by the minute', async () => {
    const { counts, advance } = await testCounts()
    counts.take(environmentId, report())
    advance(1_500)
    counts.take(environmentId, report({ sequence: 2 }))
    const point = { flag: 'checkout', variant: 'on', reason: 'SPLIT' }
    expect(await counts.read(environmentId, { ...all, resolution: 'second' })).toEqual([
      { ...point, at: start, count: 3 },
      { ...point, at: start + 1_000, count: 3 },
    ])
    expect(await counts.read(environmentId, { ...all, resolution: 'minute' })).toEqual([
      { ...point, at: start, count: 6 },
    ])
    expect(await counts.read(environmentId, { ...all, flag: 'search', resolution: 'minute' })).toEqual([])
    expect(await counts.read('env-staging', { ...all, resolution: 'second' })).toEqual([])
  })

  it('is kept for thirty days, and removed at a start after that', async () => {
    const { counts, make, advance } = await testCounts()
    counts.take(environmentId, report())
    await counts.flush()
    const kept = async () => (await make().read(environmentId, { ...all, resolution: 'minute' })).length
    advance(30 * 24 * 60 * minute)
    expect(await kept()).toBe(1)
    advance(2 * minute)
    expect(await kept()).toBe(0)
  })

  it('is part of what its service evaluates, until twenty seconds are over', async () => {
    const { counts, advance } = await testCounts()
    const ofLate = () => [...counts.evaluationsOfLate(environmentId).services]
    expect(ofLate()).toEqual([])
    counts.take(environmentId, report())
    counts.take(environmentId, report({ sequence: 2, service: 'mail' }))
    advance(15_000)
    counts.take(environmentId, report({ sequence: 3 }))
    expect(ofLate()).toEqual([
      ['shop', 6],
      ['mail', 3],
    ])
    expect([...counts.evaluationsOfLate('env-staging').services]).toEqual([])
    advance(10_000)
    await counts.flush()
    expect(ofLate()).toEqual([['shop', 3]])
    advance(20_000)
    expect(ofLate()).toEqual([])
  })

  it('counts once, however often it comes', async () => {
    const { counts } = await testCounts()
    for (const sequence of [1, 1, 2, 1, 2]) counts.take(environmentId, report({ sequence }))
    counts.take(environmentId, report({ bootId: 'boot-another-one-0000' }))
    expect(await counts.read(environmentId, { ...all, resolution: 'minute' })).toMatchObject([{ count: 9 }])
    expect(counts.numbers()).toMatchObject({ reports: 6, repeatedReports: 3, evaluations: 9 })
  })

  it('tells the caller’s default from a variant, and leaves out what is no flag’s key', async () => {
    const { counts } = await testCounts()
    const row = { flag: 'checkout', reason: 'ERROR', count: 1 }
    const evaluations = [
      { ...row, variant: null },
      { ...row, variant: 'on' },
      { ...row, variant: 'on', flag: '\u0000' },
    ]
    counts.take(environmentId, report({ evaluations, dropped: 7 }))
    const points = await counts.read(environmentId, { ...all, resolution: 'minute' })
    expect(new Set(points.map((point) => point.variant))).toEqual(new Set([null, 'on']))
    expect(counts.numbers()).toMatchObject({ droppedEvaluations: 7 })
  })
})

describe('counts', () => {
  it('by the second are kept for ten minutes', async () => {
    const { counts, advance } = await testCounts()
    counts.take(environmentId, report())
    advance(10 * minute)
    await counts.flush()
    expect(await counts.read(environmentId, { ...all, resolution: 'second' })).toHaveLength(1)
    advance(1)
    await counts.flush()
    expect(await counts.read(environmentId, { ...all, resolution: 'second' })).toEqual([])
    expect(await counts.read(environmentId, { ...all, resolution: 'minute' })).toHaveLength(1)
  })

  it('are stored at the close, and read by the next process', async () => {
    const { counts, make } = await testCounts()
    counts.take(environmentId, report())
    await counts.close()
    expect(await make().read(environmentId, { ...all, resolution: 'minute' })).toMatchObject([{ count: 3 }])
  })

  it('survive a storage that fails for a while, counted once', async () => {
    const { counts, store, errors } = await testCounts()
    const add = store.add.bind(store)
    store.add = () => Promise.reject(new Error('no disk'))
    counts.take(environmentId, report())
    await counts.flush()
    counts.take(environmentId, report({ sequence: 2 }))
    expect(errors).toEqual(['evaluation counts could not be stored'])
    store.add = add
    expect(await counts.read(environmentId, { ...all, resolution: 'minute' })).toMatchObject([{ count: 6 }])
  })
})

describe('the last evaluation', () => {
  it('of each flag is known at once, and after a restart', async () => {
    const { counts, make, advance } = await testCounts()
    counts.take(environmentId, report())
    advance(3 * minute)
    counts.take(environmentId, report({ sequence: 2 }))
    const expected = new Map([['checkout', start + 3 * minute]])
    expect(await counts.lastEvaluated(environmentId)).toEqual(expected)
    expect(await counts.lastEvaluated(environmentId, ['checkout'])).toEqual(expected)
    expect(await counts.lastEvaluated(environmentId, ['search'])).toEqual(new Map())
    await counts.close()
    expect(await make().lastEvaluated(environmentId)).toEqual(expected)
    expect(await counts.lastEvaluated('env-staging')).toEqual(new Map())
  })

  it('by a service counts for seven days', async () => {
    const { counts, advance } = await testCounts()
    counts.take(environmentId, report())
    expect(counts.evaluates(environmentId, 'shop', ['search', 'checkout'])).toBe(true)
    expect(counts.evaluates(environmentId, 'payments', ['checkout'])).toBe(false)
    expect(counts.evaluates('env-staging', 'shop', ['checkout'])).toBe(false)
    advance(7 * 24 * 60 * minute + 1)
    expect(counts.evaluates(environmentId, 'shop', ['checkout'])).toBe(false)
  })
})
