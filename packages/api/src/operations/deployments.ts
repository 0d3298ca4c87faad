import { limits } from '@ripcord/model'
import { z } from 'zod'
import { defineOperation } from '../operation.js'
import { delivers, deliveryParams, tokenDeliveryParams } from '../shapes/delivery.js'
import { deliveredDeploymentSchema, receivedDeploymentSchema } from '../shapes/deployments.js'
import { environmentParams } from '../shapes/params.js'

export const deliverDeployment = defineOperation({
  ...delivers,
  path: '/intake/deployments/{sender}/{source}',
  operationId: 'deliverDeployment',
  summary: 'Deliver a deployment',
  description:
    'In the format of the sender. The proof is the source’s own: `Authorization`, or a signature. Whatever was delivered before has no effect again. What it came to is in the answer, also where a release refused to start.',
  params: deliveryParams,
  responses: { 202: deliveredDeploymentSchema },
})

export const deliverDeploymentByToken = defineOperation({
  ...delivers,
  path: '/intake/deployments/{sender}/{source}/{token}',
  operationId: 'deliverDeploymentByToken',
  summary: 'Deliver a deployment, with the proof in the path',
  description: 'For senders that can set no header.',
  params: tokenDeliveryParams,
  responses: { 202: deliveredDeploymentSchema },
})

export const listDeployments = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/deployments',
  operationId: 'listDeployments',
  summary: 'What deployments came, and what came of them',
  description: 'The newest first.',
  tag: 'intake',
  permission: 'flag:read',
  params: environmentParams,
  query: z.object({
    limit: z.coerce.number<number>().int().min(1).max(limits.maxPageSize).default(limits.pageSize),
  }),
  responses: { 200: z.object({ items: z.array(receivedDeploymentSchema) }) },
})
