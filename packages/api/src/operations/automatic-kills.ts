import { actorSchema, instantSchema, reasonSchema } from '@ripcord/model'
import { z } from 'zod'
import { defineOperation } from '../operation.js'
import { environmentParams } from '../shapes/params.js'

const automaticKillSchema = z
  .object({
    /** Of the kill, or of what would have been one. */
    id: z.string(),
    /** `wouldHaveKilled`: in observe mode; once for each run. */
    type: z.enum(['killed', 'wouldHaveKilled']),
    release: z.string(),
    generation: z.int(),
    at: instantSchema,
    because: z.string(),
    /** The check that failed. */
    check: z.string(),
    label: z
      .object({ verdict: z.enum(['right', 'wrong']), reason: z.string(), by: actorSchema, at: instantSchema })
      .nullable(),
  })
  .meta({ id: 'AutomaticKill' })

const precision = {
  right: z.int(),
  wrong: z.int(),
  unlabelled: z.int(),
  /** Of those that were labelled, the part that was right; null where none was. */
  precision: z.number().nullable(),
}

export const listAutomaticKills = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/guard/kills',
  operationId: 'listAutomaticKills',
  summary: 'What the guard killed, or would have killed, and how often it was right',
  tag: 'incidents',
  permission: 'flag:read',
  params: environmentParams,
  responses: {
    200: z.object({
      items: z.array(automaticKillSchema),
      ...precision,
      checks: z.array(z.object({ check: z.string(), ...precision })),
    }),
  },
})

export const labelAutomaticKill = defineOperation({
  method: 'put',
  path: '/projects/{project}/environments/{environment}/guard/kills/{id}/label',
  operationId: 'labelAutomaticKill',
  summary: 'Say whether the guard was right',
  description: 'The last word stands.',
  tag: 'incidents',
  permission: 'release:run',
  params: environmentParams.extend({ id: z.string().min(1).max(300) }),
  body: z.strictObject({ verdict: z.enum(['right', 'wrong']), reason: reasonSchema.optional() }),
  responses: { 200: automaticKillSchema },
})
