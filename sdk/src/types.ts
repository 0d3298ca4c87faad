// The public types of the SDK. They stand alone: nothing here refers to another package of the workspace, so that the
// published declarations need none.
import type { BreakerOptions, OutcomeMethods } from './outcome-types.js'

/** Any value that JSON can carry. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/** OpenFeature's evaluation context: whom or what an evaluation is about. */
export interface EvaluationContext {
  readonly targetingKey?: string | undefined
  readonly [attribute: string]: unknown
}

/** OpenFeature's resolution reasons. */
export type ResolutionReason =
  | 'STATIC'
  | 'DEFAULT'
  | 'TARGETING_MATCH'
  | 'SPLIT'
  | 'CACHED'
  | 'DISABLED'
  | 'UNKNOWN'
  | 'STALE'
  | 'ERROR'

/** OpenFeature's error codes. */
export type ErrorCode =
  | 'PROVIDER_NOT_READY'
  | 'PROVIDER_FATAL'
  | 'FLAG_NOT_FOUND'
  | 'PARSE_ERROR'
  | 'TYPE_MISMATCH'
  | 'TARGETING_KEY_MISSING'
  | 'INVALID_CONTEXT'
  | 'GENERAL'

/** OpenFeature's evaluation details. `value` is the caller's default where there is an `errorCode`. */
export interface EvaluationDetails<T> {
  readonly flagKey: string
  readonly value: T
  readonly variant?: string
  readonly reason: ResolutionReason
  readonly errorCode?: ErrorCode
  readonly errorMessage?: string
  readonly flagMetadata: { readonly [key: string]: string | number | boolean }
}

/** OpenFeature's provider statuses. STALE: a state is held, but no server confirms it at present. */
export type ClientStatus = 'NOT_READY' | 'READY' | 'STALE' | 'ERROR' | 'FATAL'

export interface StatusDetails {
  readonly status: ClientStatus
  /** When the status began. */
  readonly since: Date
  /** Where what is served came from. */
  readonly source: 'none' | 'disk' | 'stream' | 'polling' | 'test'
  /** Epoch and revision of what is served; null where nothing is. */
  readonly position: { readonly epoch: string; readonly revision: number } | null
  /**
   * Milliseconds since a server last confirmed what is served, to another process of before where it came from disk
   * (then it may be some minutes too much); null where none did.
   */
  readonly ageMs: number | null
  /** A sentence. */
  readonly because: string
}

export interface Logger {
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

export interface ClientOptions {
  /** Where the server is; of several the next one is tried when one fails. */
  readonly url: string | readonly string[]
  /** A `server` key of one environment. */
  readonly sdkKey: string | undefined
  /** The service this process is, and the version of its code: rules and releases ask for both. */
  readonly application: { readonly name: string; readonly version: string }
  /** Where it runs, as rules may ask (`ripcord.zone`). */
  readonly zone?: string
  /** The name of the machine as operators see it; os.hostname() where none is given. */
  readonly host?: string
  /** `stream` (default) falls back to polling while the stream is down; `polling` never opens one. */
  readonly mode?: 'stream' | 'polling'
  /** Milliseconds between polls in polling mode, and while the stream is down. Default 10,000, at least 1,000. */
  readonly pollIntervalMs?: number
  /** Where the last known good is kept. Default: a folder of the user in os.tmpdir(); false keeps nothing. */
  readonly cacheDir?: string | false
  /** Overrides of this process: flag key → value. Above everything but a kill; the server is told. */
  readonly overrides?: { readonly [flagKey: string]: JsonValue }
  /** A JSON file of the same shape, watched. Default: the environment variable RIPCORD_OVERRIDE_FILE. */
  readonly overrideFile?: string
  /** Milliseconds between reports of evaluation counts. Default 10,000; false counts nothing. */
  readonly reportIntervalMs?: number | false
  /** Flags that a breaker of this process takes to their safe variant, without a server, on the outcomes of scopes. */
  readonly breakers?: { readonly [flagKey: string]: BreakerOptions }
  /** Flags that answer a subject alike to the end of a scope, as those of a running release do. */
  readonly pinned?: readonly string[]
  /**
   * Whether decisions that a request brings in its `baggage` are kept to: only among services that trust each other.
   * Never above a kill. Default false.
   */
  readonly honourBaggage?: boolean
  /** Where the SDK speaks; `console` without debug where none is given, false is silent. At most ten lines a minute. */
  readonly logger?: Logger | false
}

export interface ClientEvents {
  /** Flags that now answer otherwise, or may. */
  changed: { readonly keys: readonly string[] }
  /** The status has changed. */
  status: StatusDetails
}

/** Keys of a user's flags with the type of each value: `createClient<{ 'new-checkout': boolean }>()`. */
export type FlagMap = { readonly [flagKey: string]: JsonValue }

/** The keys of `Flags` whose value is a `T`; any text where no map is given. */
export type FlagKey<Flags, T> = string extends keyof Flags
  ? string
  : { [K in keyof Flags & string]: Flags[K] extends T ? K : never }[keyof Flags & string]

/**
 * Flags in this process. No method throws of itself, whatever it is given; evaluations are synchronous and touch neither
 * network nor disk.
 */
export interface Client<Flags = FlagMap> extends OutcomeMethods<Flags> {
  getBooleanValue(
    flagKey: FlagKey<Flags, boolean>,
    defaultValue: boolean,
    context?: EvaluationContext,
  ): boolean
  getStringValue(flagKey: FlagKey<Flags, string>, defaultValue: string, context?: EvaluationContext): string
  getNumberValue(flagKey: FlagKey<Flags, number>, defaultValue: number, context?: EvaluationContext): number
  getObjectValue<T extends JsonValue>(
    flagKey: FlagKey<Flags, T>,
    defaultValue: T,
    context?: EvaluationContext,
  ): T

  getBooleanDetails(
    flagKey: FlagKey<Flags, boolean>,
    defaultValue: boolean,
    context?: EvaluationContext,
  ): EvaluationDetails<boolean>
  getStringDetails(
    flagKey: FlagKey<Flags, string>,
    defaultValue: string,
    context?: EvaluationContext,
  ): EvaluationDetails<string>
  getNumberDetails(
    flagKey: FlagKey<Flags, number>,
    defaultValue: number,
    context?: EvaluationContext,
  ): EvaluationDetails<number>
  getObjectDetails<T extends JsonValue>(
    flagKey: FlagKey<Flags, T>,
    defaultValue: T,
    context?: EvaluationContext,
  ): EvaluationDetails<T>

  /**
   * Settles when the client has a confirmed state, or after `timeoutMs` (default 2,000), whichever comes first; never
   * rejects. Evaluations work before it. Answers the status there is then. A snapshot is read in one turn of the event
   * loop, and holds up this timer like any other: some tenths of a second for ten thousand flags, next to nothing for
   * a hundred.
   */
  ready(options?: { readonly timeoutMs?: number }): Promise<StatusDetails>
  readonly status: StatusDetails
  /** Returns what takes the listener off again. A listener that throws is logged and goes on being called. */
  on<E extends keyof ClientEvents>(event: E, listener: (payload: ClientEvents[E]) => void): () => void
  /** Sets or (undefined) lifts an override of this process; the server is told that the flag is not served as the log says. */
  override(flagKey: string, value: JsonValue | undefined): void
  /** Says goodbye, flushes counts for at most two seconds, frees timers and sockets. May be called in any state, twice. */
  close(): Promise<void>
}

/** What a test client serves for a flag: a value (a text names a variant as well), or a function of the context that gives one. */
export type TestFlag<T = JsonValue> = T | ((context: EvaluationContext) => T)

/** The client of `createTestClient`. */
export interface TestClient<Flags = FlagMap> extends Client<Flags> {
  /** Serves a flag from now on; undefined takes it away. */
  set<K extends keyof Flags & string>(flagKey: K, flag: TestFlag<Flags[K]> | undefined): void
}
