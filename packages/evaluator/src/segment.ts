import { chunkOf } from '@ripcord/model/plain'
import { type Attributes, identifierOf, readTargetingKey } from './attribute.js'
import type { Test } from './backend/test.js'
import type { ChunkPlan } from './reading/read-segment.js'

/** A segment made ready. */
export interface Segment {
  /** By index; empty where the segment has no ids. */
  readonly chunks: readonly ChunkPlan[]
  readonly rules: readonly Test[]
}

/** What a segment says of a subject's id by itself: excluded before included; undefined = its rules decide. */
export function holdsId(segment: Segment, attributes: Attributes): boolean | undefined {
  if (segment.chunks.length === 0) return undefined
  const id = identifierOf(readTargetingKey(attributes))
  if (id === undefined) return undefined
  const { chunks } = segment
  // A small segment has one chunk, so that there is nothing to find out by hashing.
  const chunk = chunks[chunks.length === 1 ? 0 : chunkOf(id, chunks.length)]
  if (chunk === undefined) return undefined
  if (chunk.excluded.size > 0 && chunk.excluded.has(id)) return false
  return chunk.included.has(id) ? true : undefined
}

export function isInSegment(segment: Segment, attributes: Attributes): boolean {
  const byId = holdsId(segment, attributes)
  if (byId !== undefined) return byId
  for (const rule of segment.rules) if (rule(attributes)) return true
  return false
}
