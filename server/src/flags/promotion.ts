import {
  type EntityWrite,
  type FlagSettings,
  type Json,
  type Reference,
  type Segment,
  segmentReferences,
  settingsReferences,
} from '@ripcord/model'
import { isSame } from '../changes/after.js'
import { type JsonDifference, jsonDifferences } from '../changes/json-difference.js'
import { unowned } from '../changes/ownership.js'
import type { Reading } from '../changes/reading.js'
import { chunkReads, chunkWrites, type IdSets, readIds } from '../changes/segment-ids.js'
import type { Promotion } from './flags-service.js'

/** A segment with its identifiers. */
export interface WholeSegment {
  segment: Segment
  ids: IdSets
}

/** What of an environment a promotion looks at. */
export interface EnvironmentContent {
  environment: string
  settings: ReadonlyMap<string, FlagSettings>
  segments: ReadonlyMap<string, WholeSegment>
}

/** Both sides of a promotion of `flags`, with the segments that they need in `from`. */
export function readPromotion(
  state: Reading,
  { from, to }: { from: string; to: string },
  flags: readonly string[],
): { source: EnvironmentContent; target: EnvironmentContent } {
  state.need([
    { kind: 'flagSettings', environment: from, keys: flags },
    { kind: 'flagSettings', environment: to, keys: flags },
  ])
  const settings = readSettings(state, from, flags)
  const segments = neededSegments(state, from, settings)
  return {
    source: { environment: from, settings, segments: readSegments(state, from, segments) },
    target: {
      environment: to,
      settings: readSettings(state, to, flags),
      segments: readSegments(state, to, segments),
    },
  }
}

function readSettings(state: Reading, environment: string, flags: readonly string[]) {
  return new Map(
    flags.flatMap((key) => {
      const value = state.get('flagSettings', environment, key)?.value
      return value ? [[key, unowned(value)] as const] : []
    }),
  )
}

/** Keys of the segments that the flags ask for, directly or through other segments. */
function neededSegments(
  state: Reading,
  environment: string,
  settings: ReadonlyMap<string, FlagSettings>,
): string[] {
  const needed = new Set<string>()
  let level = segmentsIn([...settings.values()].flatMap(settingsReferences))
  while (level.length > 0) {
    const fresh = level.filter((key) => !needed.has(key))
    for (const key of fresh) needed.add(key)
    state.need([{ kind: 'segment', environment, keys: fresh }])
    level = segmentsIn(
      fresh.flatMap((key) => {
        const segment = state.get('segment', environment, key)?.value
        return segment ? segmentReferences(segment) : []
      }),
    )
  }
  return [...needed].sort()
}

function segmentsIn(references: readonly Reference[]): string[] {
  return [...new Set(references.filter(({ kind }) => kind === 'segment').map(({ key }) => key))]
}

function readSegments(
  state: Reading,
  environment: string,
  keys: readonly string[],
): Map<string, WholeSegment> {
  state.need([{ kind: 'segment', environment, keys }])
  const segments = keys.flatMap((key) => state.get('segment', environment, key)?.value ?? [])
  state.need(segments.map((segment) => chunkReads(environment, segment)))
  return new Map(
    segments.map((segment) => [segment.key, { segment, ids: readIds(state, environment, segment) }]),
  )
}

/** What copying `source` over `target` would change. */
export function comparePromotion(
  source: EnvironmentContent,
  target: EnvironmentContent,
  revision: number,
): Promotion {
  const flags = [...source.settings].map(([flag, settings]) => ({
    flag,
    differences: differences(target.settings.get(flag), settings),
  }))
  const segments = [...source.segments].map(([key, whole]) =>
    compareSegment(key, whole, target.segments.get(key)),
  )
  return {
    from: source.environment,
    to: target.environment,
    revision,
    flags: flags.filter((flag) => flag.differences.length > 0),
    segments: segments.filter(
      ({ isNew, differences, ids }) =>
        isNew || differences.length > 0 || Object.values(ids).some((count) => count > 0),
    ),
  }
}

function compareSegment(
  key: string,
  source: WholeSegment,
  target: WholeSegment | undefined,
): Promotion['segments'][number] {
  const { chunks: _sourceChunks, ...now } = source.segment
  const { chunks: _targetChunks, ...before } = target?.segment ?? { chunks: 0 }
  const held = target?.ids ?? { included: new Set<string>(), excluded: new Set<string>() }
  return {
    segment: key,
    isNew: target === undefined,
    differences: target === undefined ? [] : differences(before, now),
    ids: {
      includedAdded: countMissing(source.ids.included, held.included),
      includedRemoved: countMissing(held.included, source.ids.included),
      excludedAdded: countMissing(source.ids.excluded, held.excluded),
      excludedRemoved: countMissing(held.excluded, source.ids.excluded),
    },
  }
}

function differences(before: unknown, after: unknown): JsonDifference[] {
  // Entities are plain JSON by their schemas.
  return jsonDifferences((before ?? null) as Json, (after ?? null) as Json)
}

function countMissing(ids: ReadonlySet<string>, from: ReadonlySet<string>): number {
  let count = 0
  for (const id of ids) if (!from.has(id)) count++
  return count
}

/** The writes that make `target` say what `source` says. */
export function promotionWrites(source: EnvironmentContent, target: EnvironmentContent): EntityWrite[] {
  const { environment } = target
  return [
    ...[...source.settings].flatMap(([key, value]): EntityWrite[] =>
      // What says the same already is left alone: a release may own it.
      isSame(value, target.settings.get(key) ?? null)
        ? []
        : [{ kind: 'flagSettings', environment, key, value }],
    ),
    ...[...source.segments].flatMap(([key, { segment, ids }]): EntityWrite[] => [
      { kind: 'segment', environment, key, value: segment },
      ...chunkWrites(environment, segment, ids, target.segments.get(key)?.segment.chunks ?? 0),
    ]),
  ]
}
