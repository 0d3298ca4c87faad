import { keySchema, limits, reasonSchema, slugSchema } from '@ripcord/model'
import { z } from 'zod'
import { defineOperation } from '../operation.js'
import { differenceSchema } from '../shapes/history.js'
import { projectParams, revisionSchema } from '../shapes/params.js'

const request = z.strictObject({
  from: slugSchema,
  to: slugSchema,
  /** All flags where left out. Segments that they need go along. */
  flags: z.array(keySchema).min(1).max(limits.maxPageSize).optional(),
})

const idsDifference = z.object({
  includedAdded: z.int(),
  includedRemoved: z.int(),
  excludedAdded: z.int(),
  excludedRemoved: z.int(),
})

const promotionSchema = z
  .object({
    from: slugSchema,
    to: slugSchema,
    /** Of the newest change that was looked at: apply with it as `If-Match`. */
    revision: revisionSchema,
    flags: z.array(z.object({ flag: keySchema, differences: z.array(differenceSchema) })),
    segments: z.array(
      z.object({
        segment: keySchema,
        isNew: z.boolean(),
        differences: z.array(differenceSchema),
        ids: idsDifference,
      }),
    ),
  })
  .meta({ id: 'Promotion' })

export const previewPromotion = defineOperation({
  method: 'post',
  path: '/projects/{project}/promotions/preview',
  operationId: 'previewPromotion',
  summary: 'What copying settings from one environment to another would change',
  tag: 'flags',
  permission: 'flag:read',
  etag: true,
  params: projectParams,
  body: request,
  responses: { 200: promotionSchema },
})

export const promoteFlags = defineOperation({
  method: 'post',
  path: '/projects/{project}/promotions',
  operationId: 'promoteFlags',
  summary: 'Copy settings from one environment to another, in one change',
  description:
    'With the revision of the preview as `If-Match`: what was shown is what is done. Without it, into an environment that is not production, one request copies what stands, unseen; into production it is refused.',
  tag: 'flags',
  permission: 'flag:write',
  idempotent: true,
  ifMatch: true,
  params: projectParams,
  body: request.extend({ reason: reasonSchema.optional() }),
  responses: { 200: z.object({ revision: revisionSchema, promotion: promotionSchema }) },
})
