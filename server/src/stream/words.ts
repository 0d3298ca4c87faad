import { noEpoch } from '@ripcord/model'
import type { Ack, Hello } from '@ripcord/sync'
import type { InstanceRecord } from '../storage/storage.js'
import type { HubRules } from './rules.js'

/*
 * What an instance's word changes in its record. A word counts in the epoch that it names; an older one (its count is
 * not above the last) changes nothing here.
 */

/**
 * A hello names all kills that the process holds in memory. It takes away what is no longer held, but acknowledges
 * nothing: an addition is on disk before it is acknowledged, and only an ack says that.
 */
export function hearHello(record: InstanceRecord, hello: Hello, rules: HubRules): InstanceRecord {
  if (isOlder(record, hello, rules)) return record
  const epoch = hello.highestEpoch?.epoch ?? noEpoch
  const held = new Set(hello.kills.map((kill) => kill.killId))
  return {
    ...record,
    count: hello.count,
    epoch,
    applied: hello.held?.revision ?? 0,
    kills: epoch === record.epoch ? record.kills.filter((killId) => held.has(killId)) : [],
    notServing: hello.notServing,
  }
}

/** An acknowledgement. In a new epoch what was said in an older one is void, whether or not the whole set is repeated. */
export function hearAck(record: InstanceRecord, ack: Ack, rules: HubRules): InstanceRecord {
  if (isOlder(record, ack, rules)) return record
  const kept = new Set(ack.whole || ack.epoch !== record.epoch ? [] : record.kills)
  for (const killId of ack.removed) kept.delete(killId)
  for (const killId of ack.added) kept.add(killId)
  return {
    ...record,
    count: ack.count,
    epoch: ack.epoch,
    applied: ack.applied,
    kills: [...kept],
    notServing: ack.notServing,
  }
}

/** The process is about to end, and serves nobody any more. `now`: ISO. */
export function hearGoodbye(
  record: InstanceRecord,
  word: { count: number; now: string },
  rules: HubRules,
): InstanceRecord {
  return isOlder(record, word, rules) ? record : { ...record, count: word.count, goodbyeAt: word.now }
}

function isOlder(record: InstanceRecord, { count }: { count: number }, rules: HubRules): boolean {
  return count <= record.count && rules.countWords
}
