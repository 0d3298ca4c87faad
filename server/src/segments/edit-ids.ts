import {
  chunkKey,
  chunkOf,
  type EntityWrite,
  limits,
  type Problem,
  type Segment,
  segmentIdSchema,
} from '@ripcord/model'
import { refuseProblems } from '../changes/parse.js'
import type { Reading } from '../changes/reading.js'
import { chunkReads, chunksFor, chunkWrites, type IdSets, readIds } from '../changes/segment-ids.js'
import { RefusedError } from '../errors.js'
import type { IdsEdit } from './segments-service.js'

/**
 * What an edit of identifiers writes: the chunks that they live in; where the segment grows beyond what its chunks should
 * hold, all of them, spread over more.
 *
 * @throws RefusedError `invalid`, `limit-reached`
 */
export function editIdsWrites(
  state: Reading,
  environment: string,
  segment: Segment,
  edit: IdsEdit,
): EntityWrite[] {
  refuseIds(edit)
  const few = edit.type === 'replace' ? undefined : writeFew(state, environment, segment, edit)
  if (few !== undefined) return few
  state.need([chunkReads(environment, segment)])
  const ids = edited(readIds(state, environment, segment), edit)
  const count = countOf(ids)
  refuseCount(count)
  const chunks = edit.type === 'replace' ? chunksFor(count) : Math.max(segment.chunks, chunksFor(count))
  return [
    { kind: 'segment', environment, key: segment.key, value: { ...segment, chunks } },
    ...chunkWrites(environment, { key: segment.key, chunks }, ids, segment.chunks),
  ]
}

/** A chunk that holds more than this asks for a look at the whole segment: it may have to be spread wider. */
const fullChunk = 256

/** Whether so many chunks could hold more than a segment may, and none of them be full. */
const mayHoldTooMany = (chunks: number) => chunks * fullChunk > limits.idsPerSegment

const countOf = (ids: IdSets) => ids.included.size + ids.excluded.size

function refuseCount(count: number): void {
  if (count <= limits.idsPerSegment) return
  throw new RefusedError(
    'limit-reached',
    `A segment holds at most ${limits.idsPerSegment} identifiers, this would be ${count}: use a rule on an attribute.`,
  )
}

/** Writes of only the chunks that the identifiers live in; undefined where the segment may have to grow. */
function writeFew(
  state: Reading,
  environment: string,
  segment: Segment,
  edit: Exclude<IdsEdit, { type: 'replace' }>,
): EntityWrite[] | undefined {
  const { included = [], excluded = [] } = edit
  if (segment.chunks === 0) return edit.type === 'remove' ? [] : undefined
  const parts = new Map<string, { included: string[]; excluded: string[] }>()
  for (const [list, ids] of [
    ['included', included],
    ['excluded', excluded],
  ] as const)
    for (const id of ids) {
      const key = chunkKey(segment.key, chunkOf(id, segment.chunks))
      const part = parts.get(key) ?? { included: [], excluded: [] }
      parts.set(key, part)
      part[list].push(id)
    }
  if (edit.type === 'add' && mayHoldTooMany(segment.chunks)) {
    state.need([chunkReads(environment, segment)])
    refuseCount(countOf(edited(readIds(state, environment, segment), edit)))
  }
  state.need([{ kind: 'segmentChunk', environment, keys: [...parts.keys()] }])
  let mayGrow = false
  const writes = [...parts].map(([key, part]): EntityWrite => {
    const before = state.get('segmentChunk', environment, key)?.value
    const held = { included: new Set(before?.included), excluded: new Set(before?.excluded) }
    const ids = edited(held, { type: edit.type, ...part })
    mayGrow ||= countOf(ids) > fullChunk
    const value = { included: [...ids.included].sort(), excluded: [...ids.excluded].sort() }
    return { kind: 'segmentChunk', environment, key, value }
  })
  return mayGrow && edit.type === 'add' ? undefined : writes
}

/** The lists after an edit. An identifier is in one list at most: where both are given, excluded wins. */
function edited(ids: IdSets, edit: IdsEdit): IdSets {
  const { included = [], excluded = [] } = edit
  switch (edit.type) {
    case 'replace':
      return { included: new Set(included), excluded: new Set(excluded) }
    case 'add':
      for (const id of included) {
        ids.included.add(id)
        ids.excluded.delete(id)
      }
      for (const id of excluded) {
        ids.excluded.add(id)
        ids.included.delete(id)
      }
      return ids
    case 'remove':
      for (const id of included) ids.included.delete(id)
      for (const id of excluded) ids.excluded.delete(id)
      return ids
  }
}

function refuseIds(edit: IdsEdit): void {
  const { included = [], excluded = [] } = edit
  const problems: Problem[] = []
  for (const [name, ids] of [
    ['included', included],
    ['excluded', excluded],
  ] as const)
    ids.forEach((id, i) => {
      if (!segmentIdSchema.safeParse(id).success && problems.length < 20)
        problems.push({ path: `/${name}/${i}`, message: 'expected 1 to 1,000 characters' })
    })
  const out = new Set(excluded)
  const both = edit.type === 'remove' ? -1 : included.findIndex((id) => out.has(id))
  if (both >= 0) problems.push({ path: `/included/${both}`, message: 'this identifier is excluded as well' })
  if (problems.length > 0) throw refuseProblems(problems)
}
