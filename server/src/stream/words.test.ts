import { noEpoch, ulid } from '@ripcord/model'
import type { Ack, Hello } from '@ripcord/sync'
import { describe, expect, it } from 'vitest'
import { createKeyRing } from '../secrets/create-key-ring.js'
import type { InstanceRecord } from '../storage/storage.js'
import { allHubRules } from './rules.js'
import { ack, hello, ManualClock, makeKill } from './testing/test-hub.js'
import * as words from './words.js'

const epoch = ulid(1, new Uint8Array(10))
const laterEpoch = ulid(2, new Uint8Array(10))
const clock = new ManualClock()
const keyRing = createKeyRing(new Uint8Array(32), clock.now())
const kill = makeKill(keyRing, clock, { killId: 'kill-a' })

/** A process that has said, in `epoch`, with its fifth word, that it holds `kill-a` and `kill-b`. */
const record: InstanceRecord = {
  environmentId: 'env-production',
  bootHash: 'hash',
  service: 'checkout',
  version: '1',
  host: 'node-1',
  zone: null,
  sdk: 'ripcord-node 1',
  connectedSince: null,
  lastSeenAt: '2026-01-01T00:00:00.000Z',
  lostAt: null,
  goodbyeAt: null,
  count: 5,
  epoch,
  applied: 7,
  kills: ['kill-a', 'kill-b'],
  notServing: ['search'],
  struck: false,
}

function saying(count: number, named = epoch) {
  return hello({ count, highestEpoch: { epoch: named, proof: '' }, kills: [kill] })
}

const hearHello = (before: InstanceRecord, said: Hello) => words.hearHello(before, said, allHubRules)
const hearAck = (before: InstanceRecord, said: Ack) => words.hearAck(before, said, allHubRules)

describe('a hello', () => {
  it('that is not newer than the last word changes nothing', () => {
    expect(hearHello(record, saying(4))).toEqual(record)
    expect(hearHello(record, saying(5))).toEqual(record)
    expect(hearHello(record, saying(6))).toMatchObject({ count: 6, notServing: [] })
  })

  it('takes away the kills that the process does not hold any more', () => {
    expect(hearHello(record, saying(6)).kills).toEqual(['kill-a'])
  })

  it('acknowledges nothing', () => {
    expect(hearHello({ ...record, kills: ['kill-b'] }, saying(6)).kills).toEqual([])
  })

  it('in another epoch, or in none, starts over', () => {
    expect(hearHello(record, saying(6, laterEpoch))).toMatchObject({ epoch: laterEpoch, kills: [] })
    const nameless = { ...saying(6), highestEpoch: null }
    expect(hearHello(record, nameless)).toMatchObject({ epoch: noEpoch, kills: [] })
  })
})

describe('an acknowledgement', () => {
  it('that is not newer than the last word changes nothing', () => {
    expect(hearAck(record, ack({ count: 5, epoch, added: ['kill-c'] }))).toEqual(record)
  })

  it('adds and removes, or, being whole, says everything', () => {
    const said = { count: 6, epoch, added: ['kill-c'], removed: ['kill-a'] }
    expect(hearAck(record, ack({ ...said, whole: false })).kills).toEqual(['kill-b', 'kill-c'])
    expect(hearAck(record, ack({ ...said, whole: true })).kills).toEqual(['kill-c'])
  })

  it('in another epoch makes void what was said before', () => {
    const said = ack({ count: 6, epoch: laterEpoch, whole: false, added: ['kill-c'] })
    expect(hearAck(record, said)).toMatchObject({ epoch: laterEpoch, kills: ['kill-c'] })
  })
})
