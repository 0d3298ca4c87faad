import { environmentSchema, limits, projectSchema, reasonSchema } from '@ripcord/model'
import { z } from 'zod'
import { defineOperation } from '../operation.js'
import { environmentParams, projectParams } from '../shapes/params.js'
import { environmentAnswerSchema, projectAnswerSchema } from '../shapes/projects.js'

const { key, name } = projectSchema.shape
const description = projectSchema.shape.description.unwrap()
const production = environmentSchema.shape.production.unwrap()
const reason = reasonSchema.optional()
const newEnvironment = z.strictObject({
  key,
  name,
  description: description.optional(),
  production: production.optional(),
})

export const createProject = defineOperation({
  method: 'post',
  path: '/projects',
  operationId: 'createProject',
  summary: 'Create a project',
  tag: 'projects',
  permission: 'project:write',
  idempotent: true,
  etag: true,
  body: z.strictObject({
    key,
    name,
    description: description.optional(),
    /** `production` and `staging` where left out. */
    environments: z.array(newEnvironment).max(limits.environmentsPerProject).optional(),
    reason,
  }),
  responses: { 201: projectAnswerSchema },
})

export const listProjects = defineOperation({
  method: 'get',
  path: '/projects',
  operationId: 'listProjects',
  summary: 'List projects with their environments',
  tag: 'projects',
  permission: 'project:read',
  responses: { 200: z.object({ items: z.array(projectAnswerSchema) }) },
})

export const getProject = defineOperation({
  method: 'get',
  path: '/projects/{project}',
  operationId: 'getProject',
  summary: 'Read a project',
  tag: 'projects',
  permission: 'project:read',
  etag: true,
  params: projectParams,
  responses: { 200: projectAnswerSchema },
})

export const updateProject = defineOperation({
  method: 'patch',
  path: '/projects/{project}',
  operationId: 'updateProject',
  summary: 'Change a project',
  tag: 'projects',
  permission: 'project:write',
  idempotent: true,
  etag: true,
  ifMatch: true,
  params: projectParams,
  body: z.strictObject({ name: name.optional(), description: description.optional(), reason }),
  responses: { 200: projectAnswerSchema },
})

export const createEnvironment = defineOperation({
  method: 'post',
  path: '/projects/{project}/environments',
  operationId: 'createEnvironment',
  summary: 'Create an environment',
  description:
    'Writes to a production environment ask for `If-Match`. Flags that exist already start there disabled.',
  tag: 'environments',
  permission: 'environment:write',
  idempotent: true,
  etag: true,
  params: projectParams,
  body: newEnvironment.extend({ reason }),
  responses: { 201: environmentAnswerSchema },
})

export const getEnvironment = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}',
  operationId: 'getEnvironment',
  summary: 'Read an environment',
  tag: 'environments',
  permission: 'project:read',
  etag: true,
  params: environmentParams,
  responses: { 200: environmentAnswerSchema },
})

export const updateEnvironment = defineOperation({
  method: 'patch',
  path: '/projects/{project}/environments/{environment}',
  operationId: 'updateEnvironment',
  summary: 'Change an environment',
  tag: 'environments',
  permission: 'environment:write',
  idempotent: true,
  etag: true,
  ifMatch: true,
  params: environmentParams,
  body: z.strictObject({
    name: name.optional(),
    description: description.optional(),
    production: production.optional(),
    reason,
  }),
  responses: { 200: environmentAnswerSchema },
})
