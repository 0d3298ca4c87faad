import { limits, reasonSchema, segmentIdSchema } from '@ripcord/model'
import { z } from 'zod'
import { defineOperation } from '../operation.js'
import {
  idsEditSchema,
  newSegmentSchema,
  segmentAnswerSchema,
  segmentIdsSchema,
  segmentPatchSchema,
} from '../shapes/flags.js'
import { environmentParams, pageOf, pageQuery, segmentParams } from '../shapes/params.js'

const reason = reasonSchema.optional()

export const createSegment = defineOperation({
  method: 'post',
  path: '/projects/{project}/environments/{environment}/segments',
  operationId: 'createSegment',
  summary: 'Create a segment',
  tag: 'segments',
  permission: 'segment:write',
  idempotent: true,
  etag: true,
  params: environmentParams,
  body: newSegmentSchema.extend({ reason }),
  bodyBytes: limits.segmentBodyBytes,
  responses: { 201: segmentAnswerSchema },
})

export const listSegments = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/segments',
  operationId: 'listSegments',
  summary: 'List segments',
  tag: 'segments',
  permission: 'flag:read',
  params: environmentParams,
  query: pageQuery.extend({ text: z.string().max(200).optional() }),
  responses: { 200: pageOf(segmentAnswerSchema) },
})

export const getSegment = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/segments/{segment}',
  operationId: 'getSegment',
  summary: 'Read a segment, without its identifiers',
  tag: 'segments',
  permission: 'flag:read',
  etag: true,
  params: segmentParams,
  responses: { 200: segmentAnswerSchema },
})

export const updateSegment = defineOperation({
  method: 'patch',
  path: '/projects/{project}/environments/{environment}/segments/{segment}',
  operationId: 'updateSegment',
  summary: 'Change a segment',
  tag: 'segments',
  permission: 'segment:write',
  idempotent: true,
  etag: true,
  ifMatch: true,
  params: segmentParams,
  body: segmentPatchSchema.extend({ reason }),
  responses: { 200: segmentAnswerSchema },
})

export const deleteSegment = defineOperation({
  method: 'delete',
  path: '/projects/{project}/environments/{environment}/segments/{segment}',
  operationId: 'deleteSegment',
  summary: 'Delete a segment',
  description: 'Its key is never to be used again.',
  tag: 'segments',
  permission: 'segment:write',
  idempotent: true,
  ifMatch: true,
  params: segmentParams,
  query: z.object({ reason }),
  responses: { 204: null },
})

export const readSegmentIds = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/segments/{segment}/ids',
  operationId: 'readSegmentIds',
  summary: "Read a segment's identifiers",
  tag: 'segments',
  permission: 'flag:read',
  params: segmentParams,
  responses: { 200: segmentIdsSchema },
})

export const editSegmentIds = defineOperation({
  method: 'post',
  path: '/projects/{project}/environments/{environment}/segments/{segment}/ids',
  operationId: 'editSegmentIds',
  summary: 'Add, remove or replace identifiers',
  description: 'Adding and removing commute, so that no `If-Match` is asked for.',
  tag: 'segments',
  permission: 'segment:write',
  etag: true,
  ifMatch: true,
  idempotent: true,
  params: segmentParams,
  body: z.strictObject({ edit: idsEditSchema, reason }),
  bodyBytes: limits.segmentBodyBytes,
  responses: { 200: segmentAnswerSchema },
})

export const testSegmentId = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/segments/{segment}/membership',
  operationId: 'testSegmentId',
  summary: 'Whether an identifier is in one of the lists',
  tag: 'segments',
  permission: 'flag:read',
  params: segmentParams,
  query: z.object({ id: segmentIdSchema }),
  responses: { 200: z.object({ id: z.string(), listed: z.enum(['included', 'excluded', 'neither']) }) },
})
