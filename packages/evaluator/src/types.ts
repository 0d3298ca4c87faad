import type { Json, Kill, SegmentChunk, SentFlag, SentSegment } from '@ripcord/model'

/**
 * What an evaluation is about: OpenFeature's evaluation context. Values may be anything an application passes; what
 * is not text, number, boolean, Date, list or plain object matches nothing.
 */
export interface EvaluationContext {
  readonly targetingKey?: string | undefined
  readonly [attribute: string]: unknown
}

/** OpenFeature's reasons, as far as an evaluation gives them. */
export type Reason =
  | 'STATIC'
  | 'DEFAULT'
  | 'TARGETING_MATCH'
  | 'SPLIT'
  | 'CACHED'
  | 'DISABLED'
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

export type FlagMetadata = { readonly [key: string]: string | number | boolean }

/**
 * What an evaluation answers. All three shapes are made once, when the flag is compiled, and frozen: the same object
 * is answered a million times.
 */
export type Resolution =
  | {
      readonly type: 'variant'
      readonly value: Json
      readonly variant: string
      readonly reason: Exclude<Reason, 'ERROR'>
      readonly flagMetadata: FlagMetadata
      /** Of an answer by a running release's own default outcome alone; `none`: there was nothing to split by. */
      readonly arm?: Arm | 'none' | undefined
    }
  /** The caller's default is to be served. */
  | {
      readonly type: 'callerDefault'
      readonly reason: Exclude<Reason, 'ERROR'>
      readonly flagMetadata: FlagMetadata
    }
  /** So is it here: the flag can't be evaluated. */
  | {
      readonly type: 'error'
      readonly reason: 'ERROR'
      readonly errorCode: ErrorCode
      readonly errorMessage: string
      readonly flagMetadata: FlagMetadata
    }

/** Which side of a running release's split an answer belongs to: the outgoing variant, or what was served before. */
export type Arm = 'treatment' | 'control'

/** The running release that owns a flag's default outcome. */
export interface FlagRelease {
  readonly key: string
  readonly generation: number
  readonly stage: number
  readonly treatment: string
  readonly control: string
  /** Milliseconds above which a request is slow; undefined where nothing is. */
  readonly slowAfterMs: number | undefined
  /** The value that tells subjects apart; undefined where the context has none. Throws what the context throws. */
  readonly subjectOf: (context: EvaluationContext) => string | undefined
  /** The 32-bit bucket by which a subject is told apart in reports: another hash than the one that splits. */
  readonly bucketOf: (subject: string) => number
}

/** What decides a flag's answer, in the order in which they are asked. `targeting`: prerequisites, rules and default. */
export type Decider = 'kill' | 'override' | 'quarantine' | 'blind' | 'disabled' | 'targeting'

/** A flag made ready. */
export interface CompiledFlag {
  readonly key: string
  /**
   * The type of the values it serves; undefined where nobody can say: then the value itself tells (a kill of a flag
   * that is unknown, quarantined or of another type by now).
   */
  readonly type: SentFlag['type'] | undefined
  /** What it answers whatever the context; undefined where that depends on the context. */
  readonly constant: Resolution | undefined
  /** Total (any context gives an answer), synchronous, without I/O and without allocation. */
  readonly evaluate: (context: EvaluationContext) => Resolution
  /**
   * Why the flag did not compile: where no kill or override stands above it, it answers PARSE_ERROR, alone, and is
   * reported as not serving.
   */
  readonly quarantined: string | undefined
  readonly decider: Decider
  /** The running release by whose default outcome it may be answered; undefined where something stands above it. */
  readonly release: FlagRelease | undefined
}

/** What a ruleset is made of: the entities of one environment, as sent. Values are not trusted: each may be malformed. */
export interface RulesetInput {
  readonly flags: ReadonlyMap<string, SentFlag>
  readonly segments: ReadonlyMap<string, SentSegment>
  /** By `<segment>/<index>`. */
  readonly segmentChunks: ReadonlyMap<string, SegmentChunk>
  readonly kills: ReadonlyMap<string, Kill>
}

/** What a process brings to everything that it evaluates; the same as long as it lives. */
export interface RulesetSurroundings {
  /** Attributes of the process, each under `ripcord.`: present in every context, folded when flags compile. */
  readonly constants?: { readonly [attribute: string]: string | number | boolean }
  /**
   * The present, milliseconds since 1970, for conditions relative to it; without it they hold for nobody. Asked at each
   * evaluation of such a condition.
   */
  readonly now?: () => number
}

export interface RulesetOptions extends RulesetSurroundings {
  /** Local overrides (environment, file, code): flag key → the value to serve. Above everything but a kill. */
  readonly overrides?: ReadonlyMap<string, Json>
  /** How many minutes the process has been without a server, for `whenBlind`; 0 while it hears one. */
  readonly blindMinutes?: number
}

/**
 * What is other than it was; what is not named here stays. Of the entities those that were sent anew, undefined where
 * one is gone; an object that was handed in is never altered in place. Kills and overrides are whole sets.
 */
export interface RulesetChange extends Pick<RulesetOptions, 'overrides' | 'blindMinutes'> {
  readonly flags?: ReadonlyMap<string, SentFlag | undefined>
  readonly segments?: ReadonlyMap<string, SentSegment | undefined>
  readonly segmentChunks?: ReadonlyMap<string, SegmentChunk | undefined>
  readonly kills?: ReadonlyMap<string, Kill>
}

/** One environment's flags, ready to be asked. */
export interface Ruleset {
  readonly flags: ReadonlyMap<string, CompiledFlag>
  /** Flags for which what is served differs from the log: quarantined or overridden (a kill above an override is not). */
  readonly notServing: readonly string[]
}
