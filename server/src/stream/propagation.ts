import type { Epoch, Kill, Revision } from '@ripcord/model'
import type { InstanceRecord } from '../storage/storage.js'

/** One that was lost so long before a kill's commit may still be serving what was killed. */
export const lostBeforeMs = 15 * 60_000

/** A process as people see it. */
export interface InstanceView {
  /** SHA-256 of its boot id, hex: names it in a strike. */
  id: string
  service: string
  version: string
  host: string
  zone: string | null
  sdk: string
  connected: boolean
  connectedSince: string | null
  lastSeenAt: string
  lostAt: string | null
  goodbyeAt: string | null
  struck: boolean
  epoch: Epoch
  applied: Revision
  /** Changes of the environment that it has not applied. */
  lag: number
  /** Kills that it has acknowledged. */
  kills: string[]
  /** Flags that it does not serve as the log says. */
  notServing: string[]
}

export interface InstanceForKill extends InstanceView {
  /** In the present epoch it has said that it holds the kill, and it serves each of its flags as the log says. */
  safe: boolean
  /** Its service has evaluated one of the flags of late: shown first. */
  concerned: boolean
}

/** "41 of 42": who could still be serving the killed variant, and who has said that it does not. */
export interface Propagation {
  killId: string
  total: number
  safe: number
  /** Those that count, the concerned ones first, and of these the unsafe ones. */
  instances: InstanceForKill[]
  /** Clients that can't acknowledge: never safe, and not among `total`. */
  cannotAcknowledge: number
}

/** Which of those that count are listed; the figures are of all. */
export type ShownInstances = 'all' | 'unsafe'

export interface PropagationInput {
  kill: Kill
  records: readonly InstanceRecord[]
  shown: ShownInstances
  epoch: Epoch
  /** False in simulations alone. */
  countsLost: boolean
  lag: (applied: Revision) => number
  concerns: (service: string) => boolean
  cannotAcknowledge: number
}

export function propagationOf(input: PropagationInput): Propagation {
  const { kill, records, shown, epoch, countsLost, lag, cannotAcknowledge } = input
  const counted = records.filter((record) => countsFor(kill, record, countsLost))
  const unsafe = new Set(counted.filter((record) => !isSafe(kill, record, epoch)))
  const concerns = oncePerService(input.concerns)
  // Whoever waits for a kill asks again and again while its acknowledgements come in: no view is made for nobody.
  const instances = (shown === 'all' ? counted : [...unsafe])
    .map((record) => ({
      ...viewInstance(record, lag),
      safe: !unsafe.has(record),
      concerned: concerns(record.service),
    }))
    .sort((a, b) => Number(b.concerned) - Number(a.concerned) || Number(a.safe) - Number(b.safe))
  const safe = counted.length - unsafe.size
  return { killId: kill.killId, total: counted.length, safe, instances, cannotAcknowledge }
}

function oncePerService(concerns: (service: string) => boolean): (service: string) => boolean {
  const known = new Map<string, boolean>()
  return (service) => {
    const answer = known.get(service) ?? concerns(service)
    known.set(service, answer)
    return answer
  }
}

export function viewInstance(record: InstanceRecord, lag: (applied: Revision) => number): InstanceView {
  const { service, version, host, zone, sdk, connectedSince, lastSeenAt, lostAt, goodbyeAt } = record
  const { bootHash, struck, epoch, applied, kills, notServing } = record
  // Named one by one: to copy all but some costs several times as much, and a crowd is viewed again and again.
  return {
    id: bootHash,
    service,
    version,
    host,
    zone,
    sdk,
    connected: isConnected(record),
    connectedSince,
    lastSeenAt,
    lostAt,
    goodbyeAt,
    struck,
    epoch,
    applied,
    lag: lag(applied),
    kills,
    notServing,
  }
}

export function isConnected(record: InstanceRecord): boolean {
  return record.connectedSince !== null && record.goodbyeAt === null
}

/** Connected at the kill's commit or since, or lost without goodbye shortly before it, and not out of the count since. */
function countsFor(kill: Kill, record: InstanceRecord, countsLost: boolean): boolean {
  if (record.struck || record.goodbyeAt !== null) return false
  if (isConnected(record)) return true
  if (record.lostAt === null || !countsLost) return false
  return Date.parse(record.lostAt) >= Date.parse(kill.firstCommit.at) - lostBeforeMs
}

function isSafe(kill: Kill, record: InstanceRecord, epoch: Epoch): boolean {
  return (
    record.epoch === epoch &&
    record.kills.includes(kill.killId) &&
    !record.notServing.some((flag) => Object.hasOwn(kill.serves, flag))
  )
}
