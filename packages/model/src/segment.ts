import { z } from 'zod'
import { limits } from './limits.js'
import { descriptionSchema, keySchema, nameSchema } from './primitives.js'
import { type Condition, conditionSchema } from './rule.js'

/** An identifier in a segment: a targeting key. */
export const segmentIdSchema = z.string().min(1).max(limits.segmentIdLength)

/**
 * A set of subjects in one environment. Excluded ids are out, included ids are in, of the others those for whom one
 * of `rules` holds. Segments may name other segments in their rules, without a circle.
 */
export const segmentSchema = z
  .strictObject({
    key: keySchema,
    name: nameSchema,
    description: descriptionSchema.default(''),
    rules: z.array(conditionSchema).max(limits.rulesPerFlag).default([]),
    /** How many chunks its ids live in: 0 = it has none, else a power of two up to 1,024. */
    chunks: z.int().min(0).max(limits.chunksPerSegment),
  })
  .meta({ id: 'Segment' })
export type Segment = z.infer<typeof segmentSchema>

/** A part of a segment's ids; its key is `<segment>/<index>`. Both lists are sorted by code unit. */
export interface SegmentChunk {
  included: string[]
  excluded: string[]
}

export interface SentSegment {
  key: string
  rules?: Condition[]
  chunks: number
}
