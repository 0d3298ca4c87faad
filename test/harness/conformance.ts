import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type {
  ErrorCode,
  EvaluationContext,
  Reason,
  Resolution,
  RulesetInput,
  RulesetOptions,
} from '@ripcord/evaluator'
import type { Json, Kill, SegmentChunk, SentFlag, SentSegment } from '@ripcord/model'

/** One vector of test/conformance; its README describes each field. Entities may be broken on purpose. */
export interface Vector {
  readonly name: string
  readonly flags: { readonly [key: string]: SentFlag }
  readonly segments?: readonly SentSegment[]
  readonly segmentChunks?: { readonly [key: string]: SegmentChunk }
  readonly kills?: readonly Kill[]
  readonly constants?: { readonly [attribute: string]: string | number | boolean }
  readonly overrides?: { readonly [flagKey: string]: Json }
  readonly blindMinutes?: number
  readonly now?: string
  readonly flagKey: string
  readonly context: EvaluationContext
  readonly expect: Expectation
}

export interface Expectation {
  readonly value?: Json
  readonly variant?: string
  readonly callerDefault?: true
  readonly reason: Reason
  readonly errorCode?: ErrorCode
  /** Of an answer by a running release's own default outcome. */
  readonly arm?: 'treatment' | 'control' | 'none'
  readonly metadata?: { readonly [key: string]: string | number | boolean }
}

/** All vectors by the name of their file. */
export function conformanceVectors(): ReadonlyMap<string, readonly Vector[]> {
  const folder = vectorsFolder()
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  return new Map(
    files.map((file) => [
      file.slice(0, -'.json'.length),
      JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Vector[],
    ]),
  )
}

/** Beside the harness's source, and one further up from what it compiles to. */
function vectorsFolder(): URL {
  const beside = new URL('../conformance/', import.meta.url)
  return existsSync(beside) ? beside : new URL('../../conformance/', import.meta.url)
}

export function rulesetInputOf(vector: Vector): RulesetInput {
  return {
    flags: new Map(Object.entries(vector.flags)),
    segments: new Map(vector.segments?.map((segment) => [segment.key, segment])),
    segmentChunks: new Map(Object.entries(vector.segmentChunks ?? {})),
    kills: new Map(vector.kills?.map((kill) => [kill.killId, kill])),
  }
}

export function rulesetOptionsOf(vector: Vector): RulesetOptions {
  return {
    ...(vector.constants && { constants: vector.constants }),
    ...(vector.overrides && { overrides: new Map(Object.entries(vector.overrides)) }),
    ...(vector.blindMinutes !== undefined && { blindMinutes: vector.blindMinutes }),
    now: () => nowOf(vector),
  }
}

/** The present as the vector has it, milliseconds since 1970; NaN where it has none. */
export function nowOf({ now = '' }: Vector): number {
  return Date.parse(now)
}

/** A resolution in the words of `expect`. Metadata that are empty are left out, as there. */
export function observed(resolution: Resolution): Expectation {
  const { reason, flagMetadata } = resolution
  const metadata = Object.keys(flagMetadata).length === 0 ? {} : { metadata: flagMetadata }
  switch (resolution.type) {
    case 'variant': {
      const { variant, value, arm } = resolution
      return { variant, value, reason, ...metadata, ...(arm && { arm }) }
    }
    case 'callerDefault':
      return { callerDefault: true, reason, ...metadata }
    case 'error':
      return { reason, errorCode: resolution.errorCode, ...metadata }
  }
}
