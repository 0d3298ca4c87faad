import { parseChunkKey } from '@ripcord/model/plain'
import { type Drafted, type DraftedSegment, draftChunk, draftFlag, draftSegment } from './draft.js'
import type { Internals } from './internals.js'
import { PendingMap } from './pending-map.js'
import type { FlagPlan } from './plan.js'
import type { ChunkPlan } from './reading/read-segment.js'
import type { RulesetChange } from './types.js'

/** What was read of a change. */
export interface Drafts {
  readonly chunks: PendingMap<string, Drafted<ChunkPlan>>
  readonly segments: PendingMap<string, DraftedSegment>
  /** By key; undefined where the flag is gone. */
  readonly flags: ReadonlyMap<string, Drafted<FlagPlan> | undefined>
}

/** Reads what is not the object that was sent before. */
export function readChange(made: Internals, change: RulesetChange): Drafts {
  const chunks = new PendingMap(made.chunks)
  const segments = new PendingMap(made.draftedSegments)
  // Whether or not the segment itself was sent anew, it holds the ids of its chunks.
  const touched = new Set<string>()
  change.segmentChunks?.forEach((sent, key) => {
    if (chunks.before(key)?.sent === sent) return
    chunks.set(key, sent === undefined ? undefined : draftChunk(sent))
    touched.add(parseChunkKey(key).segment)
  })
  const readSegment = (key: string, sent: unknown): void =>
    segments.set(
      key,
      sent === undefined
        ? undefined
        : draftSegment(key, sent, (chunk) => chunks.get(chunk), made.surroundings),
    )
  change.segments?.forEach((sent, key) => {
    const isAsBefore = segments.before(key)?.sent === sent && !touched.has(key)
    touched.delete(key)
    if (!isAsBefore) readSegment(key, sent)
  })
  for (const key of touched) {
    const before = segments.before(key)
    if (before !== undefined) readSegment(key, before.sent)
  }
  return { chunks, segments, flags: readFlags(made, change) }
}

function readFlags(made: Internals, { flags }: RulesetChange): Drafts['flags'] {
  const read = new Map<string, Drafted<FlagPlan> | undefined>()
  flags?.forEach((sent, key) => {
    const before = made.flags.get(key)?.drafted
    if (sent !== before?.sent)
      read.set(key, sent === undefined ? undefined : draftFlag(key, sent, made.surroundings))
  })
  return read
}
