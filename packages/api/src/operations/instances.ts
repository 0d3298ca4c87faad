import { z } from 'zod'
import { defineOperation } from '../operation.js'
import { listedInstanceSchema, propagationSchema } from '../shapes/instances.js'
import { environmentParams, killParams } from '../shapes/params.js'

export const listInstances = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/instances',
  operationId: 'listInstances',
  summary: 'List the processes that hold this environment',
  tag: 'instances',
  permission: 'instance:read',
  params: environmentParams,
  responses: { 200: z.object({ items: z.array(listedInstanceSchema) }) },
})

export const readPropagation = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/kills/{kill}/propagation',
  operationId: 'readPropagation',
  summary: 'How far a kill has come',
  description: 'What instances have said of themselves, never what was sent to them.',
  tag: 'instances',
  permission: 'instance:read',
  params: killParams,
  query: z.object({
    /** Which instances to list: those that are not safe are the ones to look at. The numbers count all. */
    instances: z.enum(['all', 'unsafe']).default('all'),
  }),
  responses: { 200: propagationSchema },
})

export const strikeInstance = defineOperation({
  method: 'post',
  path: '/projects/{project}/environments/{environment}/instances/{instance}/strike',
  operationId: 'strikeInstance',
  summary: 'Say that a lost process serves nobody',
  description: 'It counts no longer among those that could serve what was killed, until it connects again.',
  tag: 'instances',
  permission: 'instance:strike',
  params: environmentParams.extend({ instance: z.string().min(1).max(128) }),
  responses: { 204: null },
})
