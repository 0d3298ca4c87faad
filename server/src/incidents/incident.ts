import type { Actor, Json, KillCause, Recovery, Revision } from '@ripcord/model'

/** An open problem: a kill, what led to it, and what has come of it. Instants are RFC 3339; null = not, or not known. */
export interface Incident {
  killId: string
  project: string
  environment: string
  cause: KillCause
  actor: Actor
  reason: string
  flags: string[]
  /** Releases that ended with it. */
  releases: { key: string; generation: number }[]
  /** Services of those releases, and the rate of their errors that was no news before; null = it is not known. */
  services: { name: string; errorRate: number | null }[]
  /** Of the change that holds the kill. */
  revision: Revision
  openedAt: string
  /** What the guard decided, with its evidence; null where it was not the guard. */
  decision: Json
  before: { firstBadAt: string | null; detectedAt: string | null; decidedAt: string | null }
  /** Kinds of errors that the new variant alone has shown. */
  newKinds: { kind: string; count: number; traceId: string | null }[]
  acknowledged: Acknowledged
  recovery: { state: Recovery; at: string | null; because: string }
  restored: { at: string; by: Actor; reason: string } | null
}

/** What instances have said of themselves, and when. */
export interface Acknowledged {
  total: number
  safe: number
  firstAt: string | null
  halfAt: string | null
  /** 99 %. */
  nearlyAllAt: string | null
  allAt: string | null
  /** Those that could still serve what was killed; at most a hundred of them. */
  missing: { id: string; service: string; host: string }[]
}

/** Milliseconds since the first bad measurement, or since the kill where none is known. */
export interface IncidentTimes {
  detect: number | null
  decide: number | null
  commit: number | null
  /** Until the last instance has acknowledged. */
  propagate: number | null
  recover: number | null
}

export function timesOf({ openedAt, before, acknowledged, recovery }: Incident): IncidentTimes {
  const origin = Date.parse(before.firstBadAt ?? openedAt)
  const since = (at: string | null) => (at === null ? null : Date.parse(at) - origin)
  return {
    detect: since(before.detectedAt),
    decide: since(before.decidedAt),
    commit: since(openedAt),
    propagate: since(acknowledged.allAt),
    recover: recovery.state === 'recovered' ? since(recovery.at) : null,
  }
}
