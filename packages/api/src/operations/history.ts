import { entityKinds, instantSchema, keySchema, limits, reasonSchema, slugSchema } from '@ripcord/model'
import { z } from 'zod'
import { defineOperation } from '../operation.js'
import {
  changeAnswerSchema,
  entityAtSchema,
  entityDifferenceSchema,
  entityRefSchema,
} from '../shapes/history.js'
import {
  environmentParams,
  listParam,
  pageOf,
  pageQuery,
  projectParams,
  revisionParams,
  revisionSchema,
} from '../shapes/params.js'

const revision = z.coerce.number<number>().int().min(0)

/** One entity by its kind and key; kinds of an environment want that too. */
const entityFilter = z.object({
  kind: z.enum(entityKinds).optional(),
  key: z.string().max(300).optional(),
  environment: slugSchema.optional(),
})

export const listChanges = defineOperation({
  method: 'get',
  path: '/projects/{project}/changes',
  operationId: 'listChanges',
  summary: 'History of a project, an environment or an entity, the newest first',
  tag: 'history',
  permission: 'flag:read',
  params: projectParams,
  query: pageQuery.extend(entityFilter.shape),
  responses: { 200: pageOf(changeAnswerSchema) },
})

export const getChange = defineOperation({
  method: 'get',
  path: '/projects/{project}/changes/{revision}',
  operationId: 'getChange',
  summary: 'Read a change and what it changed',
  tag: 'history',
  permission: 'flag:read',
  params: revisionParams,
  responses: {
    200: changeAnswerSchema
      .extend({ differences: z.array(entityDifferenceSchema) })
      .meta({ id: 'ChangeWithDifferences' }),
  },
})

export const readState = defineOperation({
  method: 'get',
  path: '/projects/{project}/state/{revision}',
  operationId: 'readState',
  summary: 'All entities of a kind as they were after a revision',
  tag: 'history',
  permission: 'flag:read',
  params: revisionParams,
  query: z.object({
    kind: z.enum(entityKinds),
    /** For the kinds that an environment has. */
    environment: slugSchema.optional(),
    /** Only these; may stand several times. */
    key: listParam(z.string().max(300)).optional(),
  }),
  responses: { 200: z.object({ items: z.array(entityAtSchema) }) },
})

export const diffRevisions = defineOperation({
  method: 'get',
  path: '/projects/{project}/diff',
  operationId: 'diffRevisions',
  summary: 'What changed between two revisions',
  tag: 'history',
  permission: 'flag:read',
  params: projectParams,
  query: entityFilter.extend({ from: revision, to: revision }),
  responses: { 200: z.object({ items: z.array(entityDifferenceSchema) }) },
})

const revertRequest = z.strictObject({
  /** The revision whose state shall hold again. */
  to: z.int().min(1),
  /** Only these; segments are then left alone. */
  flags: z.array(keySchema).min(1).max(limits.maxPageSize).optional(),
  /** Only settings and segments of this environment. */
  environment: slugSchema.optional(),
  /** What becomes of flags that were created since. */
  created: z.enum(['keep', 'archive']).optional(),
})

/** What stays although it differs, and why. */
const kept = z.array(entityRefSchema.extend({ because: z.string() }))

export const previewRevert = defineOperation({
  method: 'post',
  path: '/projects/{project}/reverts/preview',
  operationId: 'previewRevert',
  summary: 'What a revert would do',
  tag: 'history',
  permission: 'flag:read',
  params: projectParams,
  body: revertRequest,
  responses: {
    200: z
      .object({
        revision: revisionSchema,
        /** From what stands to what would stand. */
        differences: z.array(entityDifferenceSchema),
        kept,
      })
      .meta({ id: 'RevertPreview' }),
  },
})

export const revertTo = defineOperation({
  method: 'post',
  path: '/projects/{project}/reverts',
  operationId: 'revertTo',
  summary: 'Make definitions, settings and segments what they were',
  description:
    'A new change. Kills, keys, people, environments and spent keys stay as they are. Where production sees it, `If-Match` names the revision of the preview.',
  tag: 'history',
  permission: 'flag:write',
  idempotent: true,
  ifMatch: true,
  params: projectParams,
  body: revertRequest.extend({ reason: reasonSchema }),
  responses: {
    200: z
      .object({
        revision: revisionSchema,
        reverted: z.array(entityRefSchema),
        kept,
      })
      .meta({ id: 'RevertOutcome' }),
  },
})

export const readLastChanged = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/last-changed',
  operationId: 'readLastChanged',
  summary: 'When the settings of each flag were last changed',
  tag: 'history',
  permission: 'flag:read',
  params: environmentParams,
  responses: { 200: z.object({ flags: z.record(z.string(), instantSchema) }) },
})

export const followChanges = defineOperation({
  method: 'get',
  path: '/projects/{project}/events',
  operationId: 'followChanges',
  summary: 'Changes as they happen',
  description:
    'Server-sent events, one per change, its revision as the id. A reader that comes back names the last one (`Last-Event-ID`) and misses none.',
  tag: 'history',
  permission: 'flag:read',
  events: true,
  params: projectParams,
  responses: { 200: changeAnswerSchema },
})
