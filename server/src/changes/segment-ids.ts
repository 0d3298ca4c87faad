import { chunkKey, chunkOf, type EntityWrite, limits, type Segment, type SegmentChunk } from '@ripcord/model'
import type { EntityQuery } from '../storage/storage.js'
import type { Reading } from './reading.js'

/** A segment's two lists of identifiers; no identifier is in both. */
export interface IdSets {
  included: Set<string>
  excluded: Set<string>
}

/** A chunk is split before it holds many more identifiers than this. */
const idsPerChunk = 192

/** How many chunks so many identifiers live in: none, or a power of two. */
export function chunksFor(ids: number): number {
  if (ids === 0) return 0
  let chunks = 1
  while (chunks < limits.chunksPerSegment && chunks * idsPerChunk < ids) chunks *= 2
  return chunks
}

/** Keys of all chunks of a segment. */
export function chunkKeys(segment: string, chunks: number): string[] {
  return Array.from({ length: chunks }, (_, i) => chunkKey(segment, i))
}

/** What reading all identifiers of a segment takes. */
export function chunkReads(environment: string, segment: Pick<Segment, 'key' | 'chunks'>): EntityQuery {
  return { kind: 'segmentChunk', environment, keys: chunkKeys(segment.key, segment.chunks) }
}

/** All identifiers of a segment. */
export function readIds(
  state: Pick<Reading, 'get'>,
  environment: string,
  segment: Pick<Segment, 'key' | 'chunks'>,
): IdSets {
  const ids: IdSets = { included: new Set(), excluded: new Set() }
  for (const key of chunkKeys(segment.key, segment.chunks)) {
    const chunk = state.get('segmentChunk', environment, key)?.value
    for (const id of chunk?.included ?? []) ids.included.add(id)
    for (const id of chunk?.excluded ?? []) ids.excluded.add(id)
  }
  return ids
}

/** Identifiers spread over chunks, each sorted by code unit. */
export function spreadIds(ids: IdSets, chunks: number): SegmentChunk[] {
  const spread = Array.from({ length: chunks }, (): SegmentChunk => ({ included: [], excluded: [] }))
  for (const id of ids.included) spread[chunkOf(id, chunks)]?.included.push(id)
  for (const id of ids.excluded) spread[chunkOf(id, chunks)]?.excluded.push(id)
  for (const chunk of spread) {
    chunk.included.sort()
    chunk.excluded.sort()
  }
  return spread
}

/**
 * Writes of all chunks of a segment. Chunks that it had before and needs no more become empty: the same keys serve
 * again when it grows.
 */
export function chunkWrites(
  environment: string,
  segment: Pick<Segment, 'key' | 'chunks'>,
  ids: IdSets,
  chunksBefore: number,
): EntityWrite[] {
  const spread = spreadIds(ids, segment.chunks)
  const count = Math.max(segment.chunks, chunksBefore)
  return chunkKeys(segment.key, count).map(
    (key, i): EntityWrite => ({
      kind: 'segmentChunk',
      environment,
      key,
      value: spread[i] ?? { included: [], excluded: [] },
    }),
  )
}
