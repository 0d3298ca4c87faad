import { noEpoch } from '@ripcord/model'
import { describe, expect, it } from 'vitest'
import type { InstanceRecord, InstanceStore } from '../storage/storage.js'
import { InstanceWriter } from './instance-writer.js'
import { ManualClock } from './testing/test-hub.js'

function recordOf(bootHash: string): InstanceRecord {
  return {
    environmentId: 'env-production',
    bootHash,
    service: 'checkout',
    version: '1',
    host: 'node-1',
    zone: null,
    sdk: 'ripcord-node 1',
    connectedSince: '2026-01-01T00:00:00.000Z',
    lastSeenAt: '2026-01-01T00:00:00.000Z',
    lostAt: null,
    goodbyeAt: null,
    count: 1,
    epoch: noEpoch,
    applied: 0,
    kills: [],
    notServing: [],
    struck: false,
  }
}

/** A store whose every batch takes 10 ms, and a pause that ends when the test says so. */
function slowDisk() {
  const clock = new ManualClock()
  const batches: string[][] = []
  const stored: InstanceRecord[] = []
  let fails = false
  const store: Pick<InstanceStore, 'put'> = {
    put: async (records) => {
      clock.advance(10)
      await Promise.resolve()
      if (fails) throw new Error('no disk')
      stored.push(...records)
      batches.push(records.map((record) => record.bootHash))
    },
  }
  const pauses: { ms: number; end: () => void }[] = []
  const pause = (ms: number) => new Promise<void>((end) => pauses.push({ ms, end }))
  const writer = new InstanceWriter(store as InstanceStore, clock, pause)
  return { writer, batches, stored, pauses, failing: (does: boolean) => (fails = does) }
}

describe('the list of instances', () => {
  it('is written at once for those who come now and then, and in batches for a herd', async () => {
    const { writer, batches, pauses } = slowDisk()
    for (const one of ['a', 'b', 'c']) {
      writer.mark(recordOf(one), true)
      await writer.flushNews()
    }
    expect(batches).toEqual([['a'], ['b'], ['c']])
    expect(pauses).toEqual([])
    const stored = ['d', 'e', 'f'].map((one) => {
      writer.mark(recordOf(one), true)
      return writer.flushNews()
    })
    expect(pauses).toHaveLength(1)
    expect(batches).toHaveLength(3)
    pauses[0]?.end()
    await Promise.all(stored)
    expect(batches[3]).toEqual(['d', 'e', 'f'])
  })

  it('lets nobody wait for what is no news', async () => {
    const { writer, batches } = slowDisk()
    writer.mark(recordOf('a'), true)
    await writer.flushNews()
    writer.mark(recordOf('a'), false)
    await writer.flushNews()
    expect(batches).toHaveLength(1)
    await writer.flush()
    expect(batches).toHaveLength(2)
  })

  it('gathers where several came at once, however much writing would still be free', async () => {
    const { writer, batches, pauses } = slowDisk()
    writer.mark(recordOf('a'), true)
    writer.mark(recordOf('b'), true)
    await writer.flushNews()
    writer.mark(recordOf('c'), true)
    const stored = writer.flushNews()
    expect(pauses.map(({ ms }) => ms)).toEqual([40])
    writer.mark(recordOf('d'), true)
    pauses[0]?.end()
    await stored
    expect(batches).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  })

  it('is written for the news with the news alone', async () => {
    const { writer, batches } = slowDisk()
    writer.mark(recordOf('a'), false)
    writer.mark(recordOf('b'), true)
    writer.mark(recordOf('b'), false)
    await writer.flushNews()
    expect(batches).toEqual([['b']])
    await writer.flush()
    expect(batches).toEqual([['b'], ['a']])
  })

  it('makes no newcomer wait for what is written now and then', async () => {
    const { writer, batches, pauses } = slowDisk()
    for (const one of ['a', 'b', 'c', 'd']) {
      writer.mark(recordOf(one), false)
      await writer.flush()
    }
    writer.mark(recordOf('e'), true)
    await writer.flushNews()
    expect(pauses).toEqual([])
    expect(batches[4]).toEqual(['e'])
  })

  it('keeps what is newer than what could not be stored', async () => {
    const { writer, stored, failing } = slowDisk()
    writer.mark(recordOf('a'), true)
    failing(true)
    const failed = writer.flush()
    writer.mark({ ...recordOf('a'), count: 2 }, false)
    await expect(failed).rejects.toThrow('no disk')
    failing(false)
    await writer.flushNews()
    expect(stored.map(({ count }) => count)).toEqual([2])
  })

  it('keeps as news what could not be stored', async () => {
    const { writer, batches, failing } = slowDisk()
    failing(true)
    writer.mark(recordOf('a'), true)
    await expect(writer.flushNews()).rejects.toThrow('no disk')
    failing(false)
    await writer.flushNews()
    expect(batches).toEqual([['a']])
  })
})
