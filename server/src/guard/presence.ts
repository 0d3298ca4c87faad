import type { PresenceRow } from '@ripcord/guard'
import type { InstanceRecord } from '../storage/storage.js'

const minuteMs = 60_000
/** One that has not come back within so long, and whose service has a new process, is taken for dead. */
const returnsWithinMs = 15_000
/** Those that are gone for so long are followed no more. */
const followedMs = 5 * minuteMs
const crashesKeptMs = 30 * minuteMs

interface Followed {
  id: string
  service: string
  host: string
  /** Monotonic milliseconds. */
  firstSeen: number
  lastSeen: number
  state: 'connected' | 'lost' | 'left'
  /** The process that came in its place. */
  successor: string | undefined
  crashed: boolean
}

export interface Crash {
  service: string
  instance: string
  /** Monotonic milliseconds at which it was last there. */
  lastSeen: number
  /** For how long it was seen, ms. */
  livedMs: number
}

export interface Present {
  /** By service; who answered what is known elsewhere. */
  services: ReadonlyMap<string, Omit<PresenceRow, 'servedTreatment' | 'service'>>
  /** Those that became known since the last look. */
  crashes: readonly Crash[]
}

/**
 * Who is there in one environment, second by second, and who has crashed. A lost link alone says nothing: a process has
 * crashed when it was lost without goodbye and another one came in its place.
 */
export class Presence {
  readonly #followed = new Map<string, Followed>()
  #crashes: { at: number; service: string }[] = []
  /** Those that were gone already at the last look, and are not followed; undefined before the first. */
  #gone: ReadonlySet<string> | undefined

  /** `now`: monotonic milliseconds. */
  look(records: readonly InstanceRecord[], now: number): Present {
    const fresh = records.flatMap((record) => this.#see(record, now) ?? [])
    for (const one of fresh) this.#succeed(one)
    const crashes = this.#newCrashes(now)
    this.#forget(now)
    this.#gone = new Set(this.#unfollowed(records))
    return { services: this.#services(now), crashes }
  }

  /** Crashes of a service in the last thirty minutes. */
  crashesOf(service: string): number {
    return this.#crashes.filter((crash) => crash.service === service).length
  }

  /** A process that was never seen before. */
  #see(record: InstanceRecord, now: number): Followed | undefined {
    const known = this.#followed.get(record.bootHash)
    if (isThere(record)) {
      if (known === undefined) return this.#follow(record, now)
      Object.assign(known, { state: 'connected', lastSeen: now, successor: undefined })
    } else if (known === undefined) {
      // One that came and went between two looks is a successor all the same: processes that crash as they start live
      // no longer.
      if (record.lostAt === null || this.#gone?.has(record.bootHash) !== false) return undefined
      return Object.assign(this.#follow(record, now), { state: 'lost' as const })
    } else if (known.state === 'connected') {
      // One that said goodbye was not lost, and one whose place was taken after it was lost has `goodbyeAt` as well.
      known.state = record.lostAt === null ? 'left' : 'lost'
    }
    return undefined
  }

  #follow({ bootHash, service, host }: InstanceRecord, now: number): Followed {
    const one: Followed = {
      id: bootHash,
      service,
      host,
      firstSeen: now,
      lastSeen: now,
      state: 'connected',
      successor: undefined,
      crashed: false,
    }
    this.#followed.set(bootHash, one)
    return one
  }

  /** A new process takes the place of the one that was lost first, where there is one. */
  #succeed({ id, service, host, firstSeen }: Followed): void {
    const lost = [...this.#followed.values()].find(
      (one) =>
        one.state === 'lost' &&
        one.successor === undefined &&
        one.service === service &&
        one.host === host &&
        one.lastSeen < firstSeen,
    )
    if (lost !== undefined) lost.successor = id
  }

  #newCrashes(now: number): Crash[] {
    const dead = [...this.#followed.values()].filter(
      ({ state, successor, crashed, host, lastSeen }) =>
        state === 'lost' &&
        successor !== undefined &&
        !crashed &&
        (host !== '' || now - lastSeen >= returnsWithinMs),
    )
    for (const one of dead) one.crashed = true
    this.#crashes.push(...dead.map(({ service }) => ({ at: now, service })))
    return dead.map(({ id, service, firstSeen, lastSeen }) => ({
      service,
      instance: id,
      lastSeen,
      livedMs: lastSeen - firstSeen,
    }))
  }

  #services(now: number): Present['services'] {
    const services = new Map<string, { connected: number; minuteAgo: number; returned: number }>()
    for (const { service, state, firstSeen, lastSeen, successor } of this.#followed.values()) {
      const counts = services.get(service) ?? { connected: 0, minuteAgo: 0, returned: 0 }
      services.set(service, counts)
      if (state === 'connected') counts.connected += 1
      // Whoever said goodbye is no lost link.
      if (state === 'left' || firstSeen > now - minuteMs || lastSeen < now - minuteMs) continue
      counts.minuteAgo += 1
      if (state === 'connected' || successor !== undefined) counts.returned += 1
    }
    return services
  }

  #unfollowed(records: readonly InstanceRecord[]): string[] {
    return records.flatMap(({ bootHash }) => (this.#followed.has(bootHash) ? [] : bootHash))
  }

  #forget(now: number): void {
    this.#crashes = this.#crashes.filter(({ at }) => now - at <= crashesKeptMs)
    for (const [id, { state, lastSeen }] of this.#followed)
      if (state !== 'connected' && now - lastSeen > followedMs) this.#followed.delete(id)
  }
}

/** Connected, and not about to end. */
export function isThere({ connectedSince, goodbyeAt }: InstanceRecord): boolean {
  return connectedSince !== null && goodbyeAt === null
}
