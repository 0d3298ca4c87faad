import { limits, reasonSchema, serviceSchema } from '@ripcord/model'
import { z } from 'zod'
import { defineOperation } from '../operation.js'
import { pageOf, pageQuery, projectParams, revisionSchema } from '../shapes/params.js'

const serviceParams = projectParams.extend({ service: z.string().min(1).max(limits.nameLength) })

const serviceAnswerSchema = serviceSchema
  .extend({
    name: z.string(),
    /** Its ETag; 0 where nobody has said anything yet. */
    revision: revisionSchema,
    /** Where its SDK has connected of late. */
    environments: z.array(z.string()),
  })
  .meta({ id: 'ServiceAnswer' })

const { shape: service } = serviceSchema

export const listServices = defineOperation({
  method: 'get',
  path: '/projects/{project}/services',
  operationId: 'listServices',
  summary: 'List services',
  description: 'A service is there as soon as an SDK has connected as it.',
  tag: 'services',
  permission: 'flag:read',
  params: projectParams,
  query: pageQuery,
  responses: { 200: pageOf(serviceAnswerSchema) },
})

export const getService = defineOperation({
  method: 'get',
  path: '/projects/{project}/services/{service}',
  operationId: 'getService',
  summary: 'Read a service',
  tag: 'services',
  permission: 'flag:read',
  etag: true,
  params: serviceParams,
  responses: { 200: serviceAnswerSchema },
})

export const updateService = defineOperation({
  method: 'patch',
  path: '/projects/{project}/services/{service}',
  operationId: 'updateService',
  summary: 'Say who owns a service, and what a release of it watches',
  tag: 'services',
  permission: 'release:write',
  idempotent: true,
  etag: true,
  ifMatch: true,
  params: serviceParams,
  body: z.strictObject({
    owner: service.owner.unwrap().optional(),
    /** null takes it away. */
    runbook: service.runbook.unwrap().optional(),
    alertLabels: service.alertLabels.unwrap().optional(),
    checks: service.checks.unwrap().optional(),
    reason: reasonSchema.optional(),
  }),
  responses: { 200: serviceAnswerSchema },
})
