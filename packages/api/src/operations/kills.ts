import { keySchema, killCauses, reasonSchema } from '@ripcord/model'
import { z } from 'zod'
import { defineOperation } from '../operation.js'
import {
  adoptionSchema,
  killAnswerSchema,
  killOutcomeSchema,
  killPreviewSchema,
  killRequestSchema,
  restoreOutcomeSchema,
  waitingKillSchema,
} from '../shapes/kills.js'
import { environmentParams, killParams, pageOf, pageQuery } from '../shapes/params.js'

export const createKill = defineOperation({
  method: 'post',
  path: '/projects/{project}/environments/{environment}/kills',
  operationId: 'createKill',
  summary: 'Kill flags',
  description:
    'Waits for no edit and asks for no ETag. All flags of the target or none. 200 where a kill of the same episode stands already.',
  tag: 'kills',
  permission: 'flag:kill',
  idempotent: true,
  params: environmentParams,
  body: killRequestSchema.extend({
    /** What the guard, drills and recovery have killed they say themselves. */
    cause: z.enum(killCauses).extract(['manual', 'breakGlass']).optional(),
    reason: reasonSchema.optional(),
  }),
  responses: { 200: killOutcomeSchema, 201: killOutcomeSchema },
})

export const previewKill = defineOperation({
  method: 'post',
  path: '/projects/{project}/environments/{environment}/kills/preview',
  operationId: 'previewKill',
  summary: 'What a kill would do',
  tag: 'kills',
  permission: 'flag:read',
  params: environmentParams,
  body: killRequestSchema,
  responses: { 200: killPreviewSchema },
})

export const listKills = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/kills',
  operationId: 'listKills',
  summary: 'List kills, the newest first',
  tag: 'kills',
  permission: 'flag:read',
  params: environmentParams,
  query: pageQuery.extend({
    flag: keySchema.optional(),
    state: z.enum(['standing', 'lifted', 'all']).default('standing'),
  }),
  responses: { 200: pageOf(killAnswerSchema) },
})

export const getKill = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/kills/{kill}',
  operationId: 'getKill',
  summary: 'Read a kill',
  tag: 'kills',
  permission: 'flag:read',
  params: killParams,
  responses: { 200: killAnswerSchema },
})

export const restoreKill = defineOperation({
  method: 'post',
  path: '/projects/{project}/environments/{environment}/kills/{kill}/restore',
  operationId: 'restoreKill',
  summary: 'Lift exactly this kill',
  description: 'A flag serves again as it is set once no kill stands on it.',
  tag: 'kills',
  permission: 'flag:restore',
  idempotent: true,
  params: killParams,
  body: z.strictObject({ reason: reasonSchema }),
  responses: { 200: restoreOutcomeSchema },
})

export const undoKill = defineOperation({
  method: 'post',
  path: '/projects/{project}/environments/{environment}/kills/{kill}/undo',
  operationId: 'undoKill',
  summary: 'Take back one’s own kill, within a minute',
  description:
    'For a slip of the hand: of a kill by hand, by whoever has made it, while nothing has changed since and nothing says that the new variant fails. All is as before: a release that it has ended runs on at its stage, as another generation, whose evidence begins anew. Any other kill is restored.',
  tag: 'kills',
  permission: 'flag:restore',
  idempotent: true,
  params: killParams,
  responses: { 200: restoreOutcomeSchema },
})

export const startDrill = defineOperation({
  method: 'post',
  path: '/projects/{project}/environments/{environment}/drills',
  operationId: 'startDrill',
  summary: 'Rehearse a kill',
  description: 'A kill that ends by itself.',
  tag: 'kills',
  permission: 'flag:kill',
  idempotent: true,
  params: environmentParams,
  body: killRequestSchema.extend({
    /** Milliseconds after its commit at which it ends: at most a day. */
    endsAfterMs: z.int().min(1).max(86_400_000),
    reason: reasonSchema.optional(),
  }),
  responses: { 200: killOutcomeSchema, 201: killOutcomeSchema },
})

export const endDrill = defineOperation({
  method: 'post',
  path: '/projects/{project}/environments/{environment}/drills/{kill}/end',
  operationId: 'endDrill',
  summary: 'End a drill early',
  tag: 'kills',
  permission: 'flag:restore',
  idempotent: true,
  params: killParams,
  body: z.strictObject({ reason: reasonSchema.optional() }),
  responses: { 200: restoreOutcomeSchema },
})

export const listWaitingKills = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/waiting-kills',
  operationId: 'listWaitingKills',
  summary: 'List kills that SDKs hold and the log does not know',
  description: 'Their origin could not be checked: a person adopts or dismisses each.',
  tag: 'kills',
  permission: 'flag:read',
  params: environmentParams,
  responses: { 200: z.object({ items: z.array(waitingKillSchema) }) },
})

export const settleWaitingKill = defineOperation({
  method: 'post',
  path: '/projects/{project}/environments/{environment}/waiting-kills/{kill}',
  operationId: 'settleWaitingKill',
  summary: 'Adopt or dismiss a waiting kill',
  tag: 'kills',
  permission: 'flag:restore',
  params: killParams,
  body: z.strictObject({ as: z.enum(['adopted', 'dismissed']), reason: reasonSchema }),
  responses: { 200: adoptionSchema },
})
