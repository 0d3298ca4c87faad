import { channelSchema, limits } from '@ripcord/model'
import { z } from 'zod'
import { defineOperation } from '../operation.js'
import {
  channelPatchSchema,
  deliverySchema,
  deliveryStateSchema,
  newChannelSchema,
} from '../shapes/notify.js'
import { projectParams } from '../shapes/params.js'

const idParam = z.string().min(1).max(limits.keyLength)
const channelParams = projectParams.extend({ channel: idParam })
const ofChannels = { tag: 'notifications', permission: 'notify:write' } as const

export const createChannel = defineOperation({
  ...ofChannels,
  method: 'post',
  path: '/projects/{project}/channels',
  operationId: 'createChannel',
  summary: 'Create a channel that is told what happens',
  description:
    'Its secret, by which a receiver can tell that it was Ripcord, is shown once, in this answer. A channel is told of what comes after it was made.',
  idempotent: false,
  params: projectParams,
  body: newChannelSchema,
  responses: {
    201: channelSchema.extend({ secret: z.string().nullable() }).meta({ id: 'NewChannel' }),
  },
})

export const listChannels = defineOperation({
  ...ofChannels,
  method: 'get',
  path: '/projects/{project}/channels',
  operationId: 'listChannels',
  summary: 'List channels',
  params: projectParams,
  responses: { 200: z.object({ items: z.array(channelSchema) }) },
})

export const getChannel = defineOperation({
  ...ofChannels,
  method: 'get',
  path: '/projects/{project}/channels/{channel}',
  operationId: 'getChannel',
  summary: 'Read a channel',
  params: channelParams,
  responses: { 200: channelSchema },
})

export const updateChannel = defineOperation({
  ...ofChannels,
  method: 'patch',
  path: '/projects/{project}/channels/{channel}',
  operationId: 'updateChannel',
  summary: 'Change, enable or disable a channel',
  description: 'What waits for a channel is given up when it is disabled; it can be sent again.',
  params: channelParams,
  body: channelPatchSchema,
  responses: { 200: channelSchema },
})

export const deleteChannel = defineOperation({
  ...ofChannels,
  method: 'delete',
  path: '/projects/{project}/channels/{channel}',
  operationId: 'deleteChannel',
  summary: 'Delete a channel and its deliveries',
  params: channelParams,
  responses: { 204: null },
})

export const testChannel = defineOperation({
  ...ofChannels,
  method: 'post',
  path: '/projects/{project}/channels/{channel}/test',
  operationId: 'testChannel',
  summary: 'Send a test to a channel',
  description: 'Tried once, whether it is enabled or not; the answer says what came of it.',
  idempotent: false,
  params: channelParams,
  responses: { 200: deliverySchema },
})

export const listDeliveries = defineOperation({
  ...ofChannels,
  method: 'get',
  path: '/projects/{project}/deliveries',
  operationId: 'listDeliveries',
  summary: 'What was told, waits, or was given up',
  description: 'The newest first. What has ended is kept for 14 days.',
  params: projectParams,
  query: z.object({
    channel: idParam.optional(),
    state: deliveryStateSchema.optional(),
    limit: z.coerce.number<number>().int().min(1).max(limits.maxPageSize).default(limits.pageSize),
  }),
  responses: { 200: z.object({ items: z.array(deliverySchema) }) },
})

export const resendDelivery = defineOperation({
  ...ofChannels,
  method: 'post',
  path: '/projects/{project}/deliveries/{delivery}/resend',
  operationId: 'resendDelivery',
  summary: 'Send something again, with the id that it had',
  idempotent: false,
  params: projectParams.extend({ delivery: idParam }),
  responses: { 200: deliverySchema },
})
