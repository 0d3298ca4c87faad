import type { SegmentChunk, SentFlag, SentSegment } from '@ripcord/model'
import { parseChunkKey } from '@ripcord/model/plain'
import { type Drafted, type DraftedSegment, draftChunk, draftFlag, draftSegment } from './draft.js'
import type { Internals } from './internals.js'
import type { FlagPlan } from './plan.js'
import type { ChunkPlan } from './reading/read-segment.js'
import type { Surroundings } from './reading/reader.js'

/** A map as it is now, and the keys under which it differs from the one before. */
interface Revised<T> {
  readonly now: ReadonlyMap<string, T>
  readonly changed: ReadonlySet<string>
}

/** Reads what is not the object that was sent before. */
function reviseDrafts<T extends Drafted<unknown>>(
  sent: ReadonlyMap<string, unknown>,
  before: ReadonlyMap<string, T> | undefined,
  isReusable: (key: string) => boolean,
  read: (key: string, sent: unknown) => T,
): Revised<T> {
  const now = new Map<string, T>()
  const changed = new Set<string>()
  sent.forEach((value, key) => {
    const old = before?.get(key)
    const isSame = old !== undefined && old.sent === value && isReusable(key)
    now.set(key, isSame ? old : read(key, value))
    if (!isSame) changed.add(key)
  })
  before?.forEach((_, key) => {
    if (!now.has(key)) changed.add(key)
  })
  return { now, changed }
}

export interface RevisedSegments {
  readonly chunks: Revised<Drafted<ChunkPlan>>
  readonly segments: Revised<DraftedSegment>
}

export function reviseSegments(
  segments: ReadonlyMap<string, SentSegment>,
  segmentChunks: ReadonlyMap<string, SegmentChunk>,
  before: Internals | undefined,
  surroundings: Surroundings,
): RevisedSegments {
  const always = () => true
  const chunks = reviseDrafts(segmentChunks, before?.chunks, always, (_, sent) => draftChunk(sent))
  const touched = new Set<string>()
  for (const key of chunks.changed) touched.add(parseChunkKey(key).segment)
  return {
    chunks,
    segments: reviseDrafts(
      segments,
      before?.draftedSegments,
      (key) => !touched.has(key),
      (key, sent) => draftSegment(key, sent, (chunk) => chunks.now.get(chunk), surroundings),
    ),
  }
}

/** The flags that are not as they were: what was read, or undefined where the flag is gone. */
export function reviseFlags(
  flags: ReadonlyMap<string, SentFlag>,
  before: Internals | undefined,
  surroundings: Surroundings,
): ReadonlyMap<string, Drafted<FlagPlan> | undefined> {
  const changed = new Map<string, Drafted<FlagPlan> | undefined>()
  let kept = 0
  flags.forEach((sent, key) => {
    const old = before?.flags.get(key)?.drafted
    if (old !== undefined) kept++
    if (old === undefined || old.sent !== sent) changed.set(key, draftFlag(key, sent, surroundings))
  })
  if (before !== undefined && kept !== before.sentFlags)
    before.flags.forEach((flag, key) => {
      if (flag.drafted !== undefined && !flags.has(key)) changed.set(key, undefined)
    })
  return changed
}

/** The keys under which two maps differ. */
export function differences<T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): string[] {
  const keys: string[] = []
  a.forEach((value, key) => {
    if (b.get(key) !== value) keys.push(key)
  })
  b.forEach((_, key) => {
    if (!a.has(key)) keys.push(key)
  })
  return keys
}
