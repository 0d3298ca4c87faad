import { instantSchema, keySchema } from '@ripcord/model'
import { z } from 'zod'
import { defineOperation } from '../operation.js'
import { environmentParams, listParam } from '../shapes/params.js'

const countSchema = z
  .object({
    /** When the second or minute begins. */
    at: instantSchema,
    flag: z.string(),
    /** Null = the caller's default was served. */
    variant: z.string().nullable(),
    reason: z.string(),
    count: z.int(),
  })
  .meta({ id: 'EvaluationCount' })

export const readCounts = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/counts',
  operationId: 'readCounts',
  summary: 'How often flags were evaluated, and what they served',
  description:
    'By the second for ten minutes, by the minute for thirty days; at the time at which the reports of SDKs arrived.',
  tag: 'counts',
  permission: 'flag:read',
  params: environmentParams,
  query: z.object({
    flag: keySchema.optional(),
    /** An hour before `to` where left out. */
    from: instantSchema.optional(),
    /** Not included; now where left out. */
    to: instantSchema.optional(),
    resolution: z.enum(['second', 'minute']).default('minute'),
  }),
  responses: { 200: z.object({ items: z.array(countSchema) }) },
})

export const readServed = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/served',
  operationId: 'readServed',
  summary: 'What several flags have served in the last hour',
  description: 'By the minute, for whatever is looked at together: a list of flags, with a line for each.',
  tag: 'counts',
  permission: 'flag:read',
  params: environmentParams,
  /** May stand several times. */
  query: z.object({ flag: listParam(keySchema) }),
  responses: {
    200: z.object({
      /** When the first minute begins; the last is not over yet. */
      from: instantSchema,
      /** Of each flag that was evaluated, its evaluations by variant (null = the caller's default), a count a minute. */
      flags: z.record(
        z.string(),
        z.array(z.object({ variant: z.string().nullable(), counts: z.array(z.int()) })),
      ),
    }),
  },
})

export const readLastEvaluated = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/last-evaluated',
  operationId: 'readLastEvaluated',
  summary: 'When each flag was last evaluated',
  description: 'To the minute. A flag that was never evaluated here is not in it.',
  tag: 'counts',
  permission: 'flag:read',
  params: environmentParams,
  query: z.object({
    /** May stand several times; all flags where left out. */
    flag: listParam(keySchema).optional(),
  }),
  responses: { 200: z.object({ flags: z.record(z.string(), instantSchema) }) },
})
