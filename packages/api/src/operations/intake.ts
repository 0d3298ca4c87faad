import { limits } from '@ripcord/model'
import { z } from 'zod'
import { defineOperation } from '../operation.js'
import { delivers, deliveryParams, sourceParam, tokenDeliveryParams } from '../shapes/delivery.js'
import {
  alertEpisodeSchema,
  deliveredSchema,
  newSourceSchema,
  sourceSchema,
  wantedLabelsSchema,
} from '../shapes/intake.js'
import { booleanParam, environmentParams } from '../shapes/params.js'

export const createSource = defineOperation({
  method: 'post',
  path: '/projects/{project}/environments/{environment}/sources',
  operationId: 'createSource',
  summary: 'Create a source of alerts or deployments',
  description:
    'Its secret is shown once, in this answer. A source can touch the releases of its own environment, and no more.',
  tag: 'intake',
  permission: 'intake:write',
  idempotent: false,
  params: environmentParams,
  body: newSourceSchema,
  responses: {
    201: sourceSchema.extend({ secret: z.string().nullable() }).meta({ id: 'NewIntakeSource' }),
  },
})

export const listSources = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/sources',
  operationId: 'listSources',
  summary: 'List sources',
  tag: 'intake',
  permission: 'intake:write',
  params: environmentParams,
  responses: { 200: z.object({ items: z.array(sourceSchema) }) },
})

export const revokeSource = defineOperation({
  method: 'delete',
  path: '/projects/{project}/environments/{environment}/sources/{source}',
  operationId: 'revokeSource',
  summary: 'Revoke a source',
  description: 'Whatever it delivers from now on is refused. What it delivered stays.',
  tag: 'intake',
  permission: 'intake:write',
  params: environmentParams.extend({ source: sourceParam }),
  responses: { 204: null },
})

export const deliverAlerts = defineOperation({
  ...delivers,
  path: '/intake/alerts/{sender}/{source}',
  operationId: 'deliverAlerts',
  summary: 'Deliver alerts',
  description:
    'In the format of the sender. The proof is the source’s own: `Authorization`, or a signature. Whatever was delivered before has no effect again; an answer does not wait for the kill.',
  params: deliveryParams,
  responses: { 202: deliveredSchema },
})

export const deliverAlertsByToken = defineOperation({
  ...delivers,
  path: '/intake/alerts/{sender}/{source}/{token}',
  operationId: 'deliverAlertsByToken',
  summary: 'Deliver alerts, with the proof in the path',
  description: 'For senders that can set no header.',
  params: tokenDeliveryParams,
  responses: { 202: deliveredSchema },
})

export const listAlerts = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/alerts',
  operationId: 'listAlerts',
  summary: 'What alerts came, and what came of them',
  description:
    'The newest first. With `unmatched=true` the inbox: those that no check of a running release asks for, with the labels that would have matched one that runs now.',
  tag: 'intake',
  permission: 'flag:read',
  params: environmentParams,
  query: z.object({
    unmatched: booleanParam.optional(),
    limit: z.coerce.number<number>().int().min(1).max(limits.maxPageSize).default(limits.pageSize),
  }),
  responses: {
    200: z.object({ items: z.array(alertEpisodeSchema), wanted: z.array(wantedLabelsSchema) }),
  },
})
