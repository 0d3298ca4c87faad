import type { Circumstances, Revision, Segment } from '@ripcord/model'
import type { Reading } from '../changes/reading.js'
import { chunkReads } from '../changes/segment-ids.js'
import { notFound } from '../errors.js'
import type { SegmentView } from './segments-service.js'

/** A segment as it is answered. @throws RefusedError `not-found` */
export function segmentView(state: Reading, environment: string, key: string): SegmentView {
  const stored = state.get('segment', environment, key)
  if (!stored?.value) throw notFound('segment', key, environment)
  const { chunks: _chunks, ...segment } = stored.value
  const ids = { included: 0, excluded: 0 }
  for (const { value } of chunksOf(state, environment, stored.value)) {
    ids.included += value?.included.length ?? 0
    ids.excluded += value?.excluded.length ?? 0
  }
  const revision = segmentRevision(state, environment, key)
  return { ...segment, environment, revision: revision ?? stored.revision, ids }
}

/** Of the last change of a segment or of one of its chunks; undefined where it does not exist. */
export function segmentRevision(state: Reading, environment: string, key: string): Revision | undefined {
  const stored = state.get('segment', environment, key)
  if (!stored?.value) return undefined
  const chunks = chunksOf(state, environment, stored.value)
  return chunks.reduce((newest, { revision }) => Math.max(newest, revision), stored.revision)
}

/** What stands under a segment's key, its identifiers included. */
export function segmentStands(state: Reading, environment: string, key: string): Circumstances['stands'] {
  const stored = state.get('segment', environment, key)
  if (stored === undefined) return { type: 'never' }
  const revision = segmentRevision(state, environment, key)
  return revision === undefined ? { type: 'deleted' } : { type: 'exists', revision }
}

function chunksOf(state: Reading, environment: string, segment: Segment) {
  const query = chunkReads(environment, segment)
  state.need([query])
  return (query.keys ?? []).flatMap((key) => state.get('segmentChunk', environment, key) ?? [])
}
