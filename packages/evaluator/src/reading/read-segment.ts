import { limits } from '@ripcord/model/plain'
import type { SegmentPlan } from '../plan.js'
import { show } from './problem.js'
import { readCondition } from './read-condition.js'
import { own, type Reader, readKey, readList, readObject, refuse } from './reader.js'

/** Reads a segment as sent; undefined where a problem was noted. */
export function readSegment(reader: Reader, segmentKey: string, value: unknown): SegmentPlan | undefined {
  const fields = readObject(reader, '', value)
  if (fields === undefined) return undefined
  const key = readKey(reader, 'key', own(fields, 'key'))
  if (key !== undefined && key !== segmentKey)
    refuse(reader, 'key', `expected ${show(segmentKey)}, saw ${show(key)}`)
  const rules = readList(reader, 'rules', own(fields, 'rules'), limits.rulesPerFlag, (entry, path) =>
    readCondition(reader, path, entry),
  )
  const chunks = own(fields, 'chunks')
  if (typeof chunks !== 'number' || !isChunkCount(chunks))
    return refuse(
      reader,
      'chunks',
      `expected 0 or a power of two up to ${limits.chunksPerSegment}, saw ${show(chunks)}`,
    )
  return reader.problems.length > 0 ? undefined : { rules, chunks }
}

function isChunkCount(chunks: number): boolean {
  if (!Number.isInteger(chunks) || chunks < 0 || chunks > limits.chunksPerSegment) return false
  return (chunks & (chunks - 1)) === 0
}

/** A chunk of a segment's ids, ready to be asked. */
export interface ChunkPlan {
  readonly included: ReadonlySet<string>
  readonly excluded: ReadonlySet<string>
}

const noIds: ReadonlySet<string> = new Set()
/** What a chunk holds that was not sent: nothing. */
export const emptyChunk: ChunkPlan = { included: noIds, excluded: noIds }

export function readChunk(reader: Reader, value: unknown): ChunkPlan | undefined {
  const fields = readObject(reader, '', value)
  if (fields === undefined) return undefined
  const included = readIds(reader, 'included', own(fields, 'included'))
  const excluded = readIds(reader, 'excluded', own(fields, 'excluded'))
  return reader.problems.length > 0 ? undefined : { included, excluded }
}

function readIds(reader: Reader, path: string, value: unknown): ReadonlySet<string> {
  if (value === undefined) return noIds
  if (Array.isArray(value) && value.length <= limits.idsPerSegment && value.every(isText))
    return value.length === 0 ? noIds : new Set<string>(value)
  refuse(reader, path, `expected a list of at most ${limits.idsPerSegment} texts, saw ${show(value)}`)
  return noIds
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
