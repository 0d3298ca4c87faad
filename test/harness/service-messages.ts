import type { EvaluationContext, EvaluationDetails, JsonValue, StatusDetails } from '@ripcord/sdk'
import type { TrafficSettings } from './traffic.js'

/** How much later than its timeout `ready` may settle, ms. */
export const graceMs = 50

/** What a service process is asked, and what it answers. */
export type Ask =
  | { type: 'evaluate'; flagKey: string; defaultValue: JsonValue; context?: EvaluationContext }
  | { type: 'status' }
  | { type: 'ready'; timeoutMs: number }
  | { type: 'override'; flagKey: string; value?: JsonValue }
  | { type: 'sightings' }
  | { type: 'standStill' }
  | { type: 'molest'; marker: string }
  | { type: 'toil'; flagKeys: string[]; times: number }
  | ({ type: 'traffic' } & TrafficSettings)
  | { type: 'close' }
  | { type: 'letGo' }

export interface Answers {
  evaluate: EvaluationDetails<JsonValue>
  status: StatusDetails
  /** `inTime`: before a timer that was set just before, to `graceMs` more. */
  ready: { status: StatusDetails; tookMs: number; inTime: boolean }
  override: null
  sightings: Sightings
  /** The status in the very moment in which it goes on. */
  standStill: StatusDetails
  molest: { calls: number; thrown: string[] }
  /** Timers that are set, and bytes in use after a collection. */
  toil: { timers: number; heapBytes: number }
  traffic: null
  close: null
  letGo: null
}

/** What a process that watches flags in a tight loop has seen. */
export interface Sightings {
  looks: number
  /** Each different set of values that was seen at one instant, in the order of first sight. */
  combinations: string[]
  /** Revisions whose successor was smaller within one epoch. */
  backSteps: number
  /** The oldest confirmation with which the status was READY. */
  oldestReadyMs: number
  /** Between two looks: how long the process stood still at most. */
  longestGapMs: number
  /** Each different `status values` seen since it last stood still for more than ten seconds. */
  sinceStandstill: string[]
}

/** What else a service starts: each is a service with the same settings. */
export interface Relatives {
  how: 'cluster' | 'fork' | 'thread'
  count: number
}

/** What a process that records serves at one instant. */
export interface Sight {
  /** Milliseconds of the machine's monotonic clock, which all processes share. */
  readonly at: number
  readonly position: StatusDetails['position']
  readonly status: StatusDetails['status']
  readonly source: StatusDetails['source']
  /** In the order of the flags that are recorded. `value`: null where the caller's default was served. */
  readonly flags: readonly { readonly value: number | null; readonly killId: string | null }[]
}

/** What a process that records was told has changed by one `changed` event, of the flags that are recorded. */
export interface Telling {
  readonly position: Sight['position']
  /** What each of them served then. `place`: in the list of the flags that are recorded. */
  readonly flags: readonly (Sight['flags'][number] & { readonly place: number })[]
}

export interface ServiceSettings {
  url: string | string[]
  sdkKey: string
  name: string
  version: string
  mode?: 'stream' | 'polling'
  pollIntervalMs?: number
  cacheDir: string | false
  host?: string
  zone?: string
  overrides?: { readonly [flagKey: string]: JsonValue }
  reportIntervalMs?: number
  overrideFile?: string
  /** Boolean flags to look at again and again, all at one instant. */
  watch?: string[]
  /** Number flags to tell of, whenever what is served has changed. */
  record?: string[]
  relatives?: Relatives
}

export type FromService =
  | { type: 'created'; tookMs: number }
  | { type: 'answer'; id: number; answer: unknown }
  | { type: 'status'; status: StatusDetails }
  | { type: 'sight'; sight: Sight }
  | { type: 'telling'; telling: Telling }
  /** `at`: nanoseconds of the machine's monotonic clock, which all processes share. */
  | { type: 'changed'; keys: readonly string[]; at: string }
  | { type: 'relative'; index: number; message: FromService }
