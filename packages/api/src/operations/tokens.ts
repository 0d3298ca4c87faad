import { nameSchema } from '@ripcord/model'
import { z } from 'zod'
import { defineOperation } from '../operation.js'
import { adminTokenSchema } from '../shapes/access.js'

export const createToken = defineOperation({
  method: 'post',
  path: '/tokens',
  operationId: 'createToken',
  summary: 'Create an admin token',
  description: 'The token is shown once, in this answer.',
  tag: 'tokens',
  permission: 'token:write',
  idempotent: false,
  body: z.strictObject({ name: nameSchema }),
  responses: { 201: adminTokenSchema.extend({ token: z.string() }).meta({ id: 'NewAdminToken' }) },
})

export const listTokens = defineOperation({
  method: 'get',
  path: '/tokens',
  operationId: 'listTokens',
  summary: 'List admin tokens',
  tag: 'tokens',
  permission: 'token:read',
  responses: { 200: z.object({ items: z.array(adminTokenSchema) }) },
})

export const revokeToken = defineOperation({
  method: 'delete',
  path: '/tokens/{token}',
  operationId: 'revokeToken',
  summary: 'Revoke an admin token',
  description: 'It ends at once, and with it every session that it opened.',
  tag: 'tokens',
  permission: 'token:write',
  params: z.object({ token: z.string().min(1).max(64) }),
  responses: { 204: null },
})
