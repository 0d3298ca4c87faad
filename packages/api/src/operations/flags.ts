import { flagDefinitionSchema, keySchema, limits, reasonSchema, slugSchema } from '@ripcord/model'
import { z } from 'zod'
import { defineOperation } from '../operation.js'
import {
  definitionPatchSchema,
  flagAnswerSchema,
  newFlagSchema,
  settingsAnswerSchema,
  settingsPatchSchema,
} from '../shapes/flags.js'
import {
  booleanParam,
  flagParams,
  flagSettingsParams,
  pageOf,
  pageQuery,
  projectParams,
  revisionSchema,
} from '../shapes/params.js'

const reason = reasonSchema.optional()

export const createFlag = defineOperation({
  method: 'post',
  path: '/projects/{project}/flags',
  operationId: 'createFlag',
  summary: 'Create a flag',
  description: 'It starts disabled in every environment unless said otherwise.',
  tag: 'flags',
  permission: 'flag:write',
  idempotent: true,
  etag: true,
  params: projectParams,
  body: newFlagSchema.extend({ reason }),
  responses: { 201: flagAnswerSchema },
})

export const listFlags = defineOperation({
  method: 'get',
  path: '/projects/{project}/flags',
  operationId: 'listFlags',
  summary: 'List flags',
  tag: 'flags',
  permission: 'flag:read',
  params: projectParams,
  query: pageQuery.extend({
    /** Found in key, name or description. */
    text: z.string().max(200).optional(),
    tag: keySchema.optional(),
    kind: flagDefinitionSchema.shape.kind.unwrap().optional(),
    type: flagDefinitionSchema.shape.type.optional(),
    owner: z.string().max(limits.nameLength).optional(),
    archived: booleanParam.optional(),
    enabledIn: slugSchema.optional(),
    killedIn: slugSchema.optional(),
  }),
  responses: { 200: pageOf(flagAnswerSchema) },
})

export const getFlag = defineOperation({
  method: 'get',
  path: '/projects/{project}/flags/{flag}',
  operationId: 'getFlag',
  summary: 'Read a flag with its settings in every environment',
  tag: 'flags',
  permission: 'flag:read',
  etag: true,
  params: flagParams,
  responses: { 200: flagAnswerSchema },
})

export const updateFlag = defineOperation({
  method: 'patch',
  path: '/projects/{project}/flags/{flag}',
  operationId: 'updateFlag',
  summary: "Change a flag's definition",
  tag: 'flags',
  permission: 'flag:write',
  idempotent: true,
  etag: true,
  ifMatch: true,
  params: flagParams,
  body: definitionPatchSchema.extend({ reason }),
  responses: { 200: flagAnswerSchema },
})

export const getFlagSettings = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/flags/{flag}',
  operationId: 'getFlagSettings',
  summary: "Read a flag's settings in one environment",
  tag: 'flags',
  permission: 'flag:read',
  etag: true,
  params: flagSettingsParams,
  responses: { 200: settingsAnswerSchema },
})

export const updateFlagSettings = defineOperation({
  method: 'patch',
  path: '/projects/{project}/environments/{environment}/flags/{flag}',
  operationId: 'updateFlagSettings',
  summary: "Change a flag's settings in one environment",
  description: 'A kill on the flag stays, whatever is set.',
  tag: 'flags',
  permission: 'flag:write',
  idempotent: true,
  etag: true,
  ifMatch: true,
  params: flagSettingsParams,
  body: settingsPatchSchema.extend({ reason }),
  responses: { 200: settingsAnswerSchema },
})

const ifMatch = revisionSchema.optional()

export const changeFlags = defineOperation({
  method: 'post',
  path: '/projects/{project}/flags/changes',
  operationId: 'changeFlags',
  summary: 'Change several flags at once, all or none',
  tag: 'flags',
  permission: 'flag:write',
  idempotent: true,
  params: projectParams,
  body: z.strictObject({
    edits: z
      .array(
        z.discriminatedUnion('type', [
          z.strictObject({
            type: z.literal('definition'),
            flag: keySchema,
            patch: definitionPatchSchema,
            ifMatch,
          }),
          z.strictObject({
            type: z.literal('settings'),
            flag: keySchema,
            environment: slugSchema,
            patch: settingsPatchSchema,
            ifMatch,
          }),
          z.strictObject({
            type: z.literal('archive'),
            flag: keySchema,
            /** False brings it back. */
            archived: z.boolean(),
            /** Archives although it was evaluated in the last 7 days. */
            force: z.boolean().optional(),
            ifMatch,
          }),
        ]),
      )
      .min(1)
      .max(limits.maxPageSize),
    reason,
  }),
  responses: { 200: z.object({ revision: revisionSchema, flags: z.array(flagAnswerSchema) }) },
})

export const archiveFlag = defineOperation({
  method: 'post',
  path: '/projects/{project}/flags/{flag}/archive',
  operationId: 'archiveFlag',
  summary: 'Archive a flag',
  description: 'SDKs no longer get it. A kill on it stays.',
  tag: 'flags',
  permission: 'flag:write',
  idempotent: true,
  etag: true,
  ifMatch: true,
  params: flagParams,
  /** `force` archives although it was evaluated in the last 7 days. */
  body: z.strictObject({ force: z.boolean().optional(), reason }),
  responses: { 200: flagAnswerSchema },
})

export const unarchiveFlag = defineOperation({
  method: 'post',
  path: '/projects/{project}/flags/{flag}/unarchive',
  operationId: 'unarchiveFlag',
  summary: 'Bring an archived flag back',
  tag: 'flags',
  permission: 'flag:write',
  idempotent: true,
  etag: true,
  ifMatch: true,
  params: flagParams,
  body: z.strictObject({ reason }),
  responses: { 200: flagAnswerSchema },
})
