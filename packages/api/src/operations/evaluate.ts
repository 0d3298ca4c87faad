import { instantSchema, jsonSchema, keySchema, limits, sentKinds } from '@ripcord/model'
import { z } from 'zod'
import { defineOperation } from '../operation.js'
import { environmentParams, flagSettingsParams, revisionSchema } from '../shapes/params.js'

const resolutionSchema = z
  .object({
    type: z.enum(['variant', 'callerDefault', 'error']),
    /** Absent where the caller's default is served. */
    value: jsonSchema.optional(),
    variant: z.string().optional(),
    reason: z.string(),
    errorCode: z.string().optional(),
    errorMessage: z.string().optional(),
    flagMetadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  })
  .meta({ id: 'Resolution' })

const explanationSchema = z
  .object({
    flagKey: z.string(),
    resolution: resolutionSchema,
    /** What had the last word: a kill, a rule, the default, a prerequisite that is not met ... */
    decidedBy: z.string(),
    prerequisites: z.array(
      z.object({
        flag: z.string(),
        accepted: z.array(z.string()),
        served: z.string().nullable(),
        isMet: z.boolean(),
      }),
    ),
    /** Those that were looked at, each condition with what it saw. */
    rules: z.array(z.object({ id: z.string(), isMatched: z.boolean(), when: jsonSchema })),
    matchedRule: z.string().nullable(),
    split: z
      .object({
        bucketBy: z.string(),
        value: z.string().nullable(),
        bucket: z.number().nullable(),
        totalWeight: z.number(),
      })
      .nullable(),
  })
  .meta({ id: 'Explanation' })

export const evaluateFlags = defineOperation({
  method: 'post',
  path: '/projects/{project}/environments/{environment}/evaluate',
  operationId: 'evaluateFlags',
  summary: 'Evaluate flags for a context, and say why',
  description: 'With the evaluator that SDKs have inside, at any revision and any time. Nothing is counted.',
  tag: 'flags',
  permission: 'flag:read',
  params: environmentParams,
  body: z.strictObject({
    flags: z.array(keySchema).min(1).max(limits.pageSize),
    /** As an application passes it: `targetingKey` and attributes. */
    context: z.record(z.string(), jsonSchema).default({}),
    /** The present one where left out. */
    revision: revisionSchema.optional(),
    /** What counts as the present in conditions relative to it; the server's clock where left out. */
    now: instantSchema.optional(),
  }),
  responses: {
    200: z.object({ revision: revisionSchema, items: z.array(explanationSchema) }).meta({ id: 'Evaluation' }),
  },
})

export const readRuleset = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/flags/{flag}/ruleset',
  operationId: 'readRuleset',
  summary: 'What a flag is evaluated by',
  description:
    'The flag, the flags and segments that it asks for, however far, and the kills in force, as SDKs hold them: who has these evaluates the flag for any context, and tells nobody of the context.',
  tag: 'flags',
  permission: 'flag:read',
  params: flagSettingsParams,
  query: z.strictObject({
    /** The present one where left out. */
    revision: z.coerce.number<number>().int().min(1).optional(),
  }),
  responses: {
    200: z
      .object({
        revision: revisionSchema,
        entities: z.array(z.object({ kind: z.enum(sentKinds), key: z.string(), value: jsonSchema })),
      })
      .meta({ id: 'Ruleset' }),
  },
})
