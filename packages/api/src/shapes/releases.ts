import {
  releaseFileSchema,
  releaseHoldSchema,
  releaseSchema,
  releaseStatuses,
  slugSchema,
} from '@ripcord/model'
import { z } from 'zod'
import { environmentParams, revisionSchema } from './params.js'

export const releaseParams = environmentParams.extend({ release: slugSchema })

/** A file as it is applied: its key may be left to the path. */
export const appliedFileSchema = releaseFileSchema.extend({ release: slugSchema.optional() })

export const releaseAnswerSchema = releaseSchema
  .extend({ environment: slugSchema, revision: revisionSchema })
  .meta({ id: 'ReleaseAnswer' })

export const appliedSchema = z
  .object({
    outcome: z.enum(['created', 'updated', 'unchanged']),
    release: releaseAnswerSchema,
  })
  .meta({ id: 'AppliedRelease' })

const findingSchema = z
  .object({
    /** A stable word for programs. */
    code: z.string(),
    message: z.string(),
    flag: z.string().optional(),
    service: z.string().optional(),
    check: z.string().optional(),
  })
  .meta({ id: 'Finding' })

export const preflightSchema = z
  .object({
    release: slugSchema,
    revision: revisionSchema,
    /** Whether nothing is refused, and nothing has to be confirmed. */
    mayStart: z.boolean(),
    /** What has to be put right before the start. */
    refusals: z.array(findingSchema),
    /** Checks that know nothing: a start has to name them in `confirm`. */
    confirms: z.array(findingSchema),
    /** What holds the first stage. */
    holds: z.array(findingSchema),
    /** What to know before the start. */
    shows: z.array(findingSchema),
  })
  .meta({ id: 'Preflight' })

export const verdictSchema = z
  .object({
    release: slugSchema,
    verdict: z.enum(['healthy', 'not-yet']),
    status: z.enum(releaseStatuses),
    stage: z.int().nullable(),
    /** How many there are. */
    stages: z.int(),
    holds: z.array(releaseHoldSchema),
  })
  .meta({ id: 'Verdict' })
