import { chunkKey, limits } from '@ripcord/model/plain'
import type { FlagPlan, SegmentPlan } from './plan.js'
import type { Problem } from './reading/problem.js'
import { readFlag } from './reading/read-flag.js'
import { type ChunkPlan, emptyChunk, readChunk, readSegment } from './reading/read-segment.js'
import { newReader, noSurroundings, type Reader, type Surroundings } from './reading/reader.js'
import type { GraphNode } from './structure.js'

/** What was read from an entity as sent; kept as long as the same object is sent. */
export interface Drafted<Plan> extends GraphNode {
  readonly sent: unknown
  readonly plan: Plan | undefined
  readonly problems: readonly Problem[]
}

export interface DraftedSegment extends Drafted<SegmentPlan> {
  readonly chunks: readonly ChunkPlan[]
}

function draft<Plan>(
  sent: unknown,
  surroundings: Surroundings,
  read: (reader: Reader) => Plan | undefined,
): Drafted<Plan> {
  const reader = newReader(surroundings)
  let plan: Plan | undefined
  try {
    plan = read(reader)
  } catch (error) {
    // JSON can't get here; an object with getters, or nested beyond the call stack, can.
    reader.problems.push({ path: '', message: `could not be read: ${String(error)}` })
    plan = undefined
  }
  const { problems, references, patterns } = reader
  const conditions = reader.conditions + patterns * limits.patternCost
  return { sent, plan, problems, references, conditions, isBroken: plan === undefined }
}

export function draftFlag(key: string, sent: unknown, surroundings: Surroundings): Drafted<FlagPlan> {
  return draft(sent, surroundings, (reader) => readFlag(reader, key, sent))
}

export function draftChunk(sent: unknown): Drafted<ChunkPlan> {
  return draft(sent, noSurroundings, (reader) => readChunk(reader, sent))
}

/** A segment with its chunks: one that is missing holds nothing, one that is broken breaks the segment. */
export function draftSegment(
  key: string,
  sent: unknown,
  chunkAt: (key: string) => Drafted<ChunkPlan> | undefined,
  surroundings: Surroundings,
): DraftedSegment {
  const segment = draft(sent, surroundings, (reader) => readSegment(reader, key, sent))
  const problems = [...segment.problems]
  const chunks: ChunkPlan[] = []
  for (let index = 0; index < (segment.plan?.chunks ?? 0); index++) {
    const chunk = chunkAt(chunkKey(key, index))
    chunks.push(chunk?.plan ?? emptyChunk)
    for (const { path, message } of chunk?.problems ?? [])
      problems.push({ path: `chunk ${index}${path === '' ? '' : `, ${path}`}`, message })
  }
  return { ...segment, problems, chunks, isBroken: problems.length > 0 }
}
