import type { EvaluationContext, EvaluationDetails, JsonValue, StatusDetails } from '@ripcord/sdk'

/** What a service process is asked, and what it answers. */
export type Ask =
  | { type: 'evaluate'; flagKey: string; defaultValue: JsonValue; context?: EvaluationContext }
  | { type: 'status' }
  | { type: 'ready'; timeoutMs: number }
  | { type: 'override'; flagKey: string; value?: JsonValue }
  | { type: 'sightings' }
  | { type: 'close' }

export interface Answers {
  evaluate: EvaluationDetails<JsonValue>
  status: StatusDetails
  ready: { status: StatusDetails; tookMs: number }
  override: null
  sightings: Sightings
  close: null
}

/** What a process that watches flags in a tight loop has seen. */
export interface Sightings {
  looks: number
  /** Each different set of values that was seen at one instant, in the order of first sight. */
  combinations: string[]
  /** Revisions whose successor was smaller within one epoch. */
  backSteps: number
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
  overrideFile?: string
  /** Boolean flags to look at again and again, all at one instant. */
  watch?: string[]
  /** Number flags to tell of, whenever what is served has changed. */
  record?: string[]
}

export type FromService =
  | { type: 'created'; tookMs: number }
  | { type: 'answer'; id: number; answer: unknown }
  | { type: 'status'; status: StatusDetails }
  | { type: 'sight'; sight: Sight }
  /** `at`: nanoseconds of the machine's monotonic clock, which all processes share. */
  | { type: 'changed'; keys: readonly string[]; at: string }
