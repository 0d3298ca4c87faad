import type { InstanceRecord } from '../storage/storage.js'
import type { Acknowledged } from './incident.js'

const mostMissing = 100
const nearlyAll = 0.99

/** Who could still be serving what was killed, as the stream knows it. */
export interface Reach {
  total: number
  safe: number
  instances: readonly { id: string; service: string; host: string; safe: boolean }[]
}

/** When instances first said that they hold a kill, of those kills that are followed. */
export class Acknowledgements {
  /** By environment and kill, by instance, epoch milliseconds. */
  readonly #said = new Map<string, Map<string, number>>()

  follow(environmentId: string, killId: string): void {
    const name = nameOf(environmentId, killId)
    if (!this.#said.has(name)) this.#said.set(name, new Map())
  }

  forget(environmentId: string, killId: string): void {
    this.#said.delete(nameOf(environmentId, killId))
  }

  /** A word of an instance; the first time that it names a kill counts. */
  hear({ environmentId, bootHash, kills }: InstanceRecord, now: number): void {
    if (this.#said.size === 0) return
    for (const killId of kills) {
      const said = this.#said.get(nameOf(environmentId, killId))
      if (said !== undefined && !said.has(bootHash)) said.set(bootHash, now)
    }
  }

  /** What is reached by now; what was reached before keeps its time. */
  reached(
    environmentId: string,
    killId: string,
    before: Acknowledged,
    reach: Reach,
    now: number,
  ): Acknowledged {
    const said = this.#said.get(nameOf(environmentId, killId)) ?? new Map<string, number>()
    const times = reach.instances
      .filter(({ safe }) => safe)
      // One that was heard before this process began to follow has a time that nobody knows: at the latest, now.
      .map(({ id }) => said.get(id) ?? now)
      .sort((a, b) => a - b)
    const share = (part: number) => {
      const at = times[Math.max(1, Math.ceil(reach.total * part)) - 1]
      return at === undefined ? null : new Date(at).toISOString()
    }
    const missing = reach.instances.filter(({ safe }) => !safe)
    return {
      total: reach.total,
      safe: reach.safe,
      firstAt: before.firstAt ?? share(0),
      halfAt: before.halfAt ?? share(0.5),
      nearlyAllAt: before.nearlyAllAt ?? share(nearlyAll),
      allAt: before.allAt ?? share(1),
      missing: missing.slice(0, mostMissing).map(({ id, service, host }) => ({ id, service, host })),
    }
  }
}

function nameOf(environmentId: string, killId: string): string {
  return `${environmentId} ${killId}`
}
