import { nameSchema } from '@ripcord/model'
import { z } from 'zod'
import { defineOperation } from '../operation.js'
import { sdkKeySchema } from '../shapes/access.js'
import { environmentParams } from '../shapes/params.js'

export const createKey = defineOperation({
  method: 'post',
  path: '/projects/{project}/environments/{environment}/keys',
  operationId: 'createKey',
  summary: 'Create an SDK key',
  description:
    'The key is shown once, in this answer. To rotate, create a second one, deploy it, and revoke the first when nothing uses it any more.',
  tag: 'keys',
  permission: 'key:write',
  idempotent: false,
  params: environmentParams,
  body: z.strictObject({
    /** `server` keys receive rules over the stream; `client` keys are for OFREP, which is not served yet. */
    kind: z.enum(['server', 'client']).default('server'),
    name: nameSchema,
  }),
  responses: { 201: sdkKeySchema.extend({ key: z.string() }).meta({ id: 'NewSdkKey' }) },
})

export const listKeys = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/keys',
  operationId: 'listKeys',
  summary: 'List SDK keys',
  tag: 'keys',
  permission: 'key:read',
  params: environmentParams,
  responses: { 200: z.object({ items: z.array(sdkKeySchema) }) },
})

export const revokeKey = defineOperation({
  method: 'delete',
  path: '/projects/{project}/environments/{environment}/keys/{key}',
  operationId: 'revokeKey',
  summary: 'Revoke an SDK key',
  description: 'Its streams are cut at once. SDKs keep serving what they hold, and retry slowly.',
  tag: 'keys',
  permission: 'key:write',
  params: environmentParams.extend({ key: z.string().min(1).max(64) }),
  responses: { 204: null },
})
