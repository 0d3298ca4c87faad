import { checkSchema, instantSchema, keySchema, limits, nameSchema } from '@ripcord/model'
import { z } from 'zod'
import { defineOperation } from '../operation.js'
import { environmentParams, projectParams } from '../shapes/params.js'
import { releaseParams } from '../shapes/releases.js'

/** One question's answer at one time; epoch milliseconds. */
const measurementSchema = z
  .object({
    at: z.number(),
    tookMs: z.number(),
    type: z.enum(['value', 'no-data', 'error']),
    value: z.number().optional(),
    baseline: z.number().optional(),
    count: z.number().optional(),
    isBad: z.boolean().optional(),
    /** Why there is no value. */
    because: z.string().optional(),
  })
  .meta({ id: 'Measurement' })

const backendParams = projectParams.extend({ backend: keySchema })

const backendSchema = z
  .object({
    key: keySchema,
    url: z.string(),
    /** What kind of credential goes with it; never which. */
    auth: z.enum(['none', 'basic', 'bearer', 'header']),
    updatedAt: instantSchema,
  })
  .meta({ id: 'Backend' })

const addressSchema = z
  .url({ protocol: /^https?$/, error: 'expected an http or https URL' })
  .max(limits.reasonLength)

const secretText = z.string().min(1).max(4_096)

const credentialSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('none') }),
    z.strictObject({ type: z.literal('basic'), user: z.string().max(200), password: secretText }),
    z.strictObject({
      type: z.literal('bearer'),
      token: secretText.regex(/^[\x21-\x7e]+$/, 'expected ASCII without spaces'),
    }),
    z.strictObject({
      type: z.literal('header'),
      name: z.string().regex(/^[A-Za-z][\w-]{0,99}$/, 'expected the name of a header'),
      value: secretText.regex(/^[\x20-\x7e]+$/, 'expected ASCII'),
    }),
  ])
  .meta({ id: 'BackendCredential' })

export const listBackends = defineOperation({
  method: 'get',
  path: '/projects/{project}/backends',
  operationId: 'listBackends',
  summary: 'List where checks ask',
  tag: 'checks',
  permission: 'flag:read',
  params: projectParams,
  responses: { 200: z.object({ items: z.array(backendSchema) }) },
})

export const putBackend = defineOperation({
  method: 'put',
  path: '/projects/{project}/backends/{backend}',
  operationId: 'putBackend',
  summary: 'Say where checks ask, and with which credential',
  description: 'The credential is kept sealed, and never shown again.',
  tag: 'checks',
  permission: 'intake:write',
  params: backendParams,
  body: z.strictObject({
    url: addressSchema,
    credential: credentialSchema.default({ type: 'none' }),
  }),
  responses: { 200: backendSchema },
})

export const removeBackend = defineOperation({
  method: 'delete',
  path: '/projects/{project}/backends/{backend}',
  operationId: 'removeBackend',
  summary: 'Forget where checks ask',
  description: 'Checks that name it can’t be measured any more, and hold.',
  tag: 'checks',
  permission: 'intake:write',
  params: backendParams,
  responses: { 204: null },
})

export const measureCheck = defineOperation({
  method: 'post',
  path: '/projects/{project}/environments/{environment}/checks/measure',
  operationId: 'measureCheck',
  summary: 'What a check would measure now',
  description: 'Asks once, as a running release would, and keeps nothing.',
  tag: 'checks',
  permission: 'release:write',
  params: environmentParams,
  body: z.strictObject({
    check: checkSchema,
    /** What `$release`, `$service` and `$version` stand for. */
    release: z.string().max(limits.slugLength).default('none'),
    services: z
      .array(
        z.strictObject({ name: nameSchema, version: z.string().min(1).max(limits.nameLength).optional() }),
      )
      .max(limits.servicesPerRelease)
      .default([]),
  }),
  responses: { 200: measurementSchema },
})

const parameterSchema = z
  .object({
    kind: z.enum(['text', 'pattern', 'name', 'number', 'duration']),
    title: z.string(),
    /** It has to be said where there is none. */
    default: z.union([z.string(), z.number()]).optional(),
  })
  .meta({ id: 'CheckParameter' })

export const listCheckTemplates = defineOperation({
  method: 'get',
  path: '/checks/templates',
  operationId: 'listCheckTemplates',
  summary: 'List checks that are ready but for a few parameters',
  tag: 'checks',
  permission: 'flag:read',
  responses: {
    200: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          unit: z.string(),
          /** What it means where nothing is measured. */
          noData: z.string(),
          parameters: z.record(z.string(), parameterSchema),
        }),
      ),
    }),
  },
})

export const fillCheckTemplate = defineOperation({
  method: 'post',
  path: '/checks/templates/{template}',
  operationId: 'fillCheckTemplate',
  summary: 'The check that a template makes of parameters',
  description: 'Keeps nothing: the check is given to a release or a service, or measured.',
  tag: 'checks',
  permission: 'flag:read',
  params: z.object({ template: keySchema }),
  body: z.strictObject({
    /** Of the check; the template’s where left out. */
    id: keySchema.optional(),
    backend: keySchema.optional(),
    url: addressSchema.optional(),
    parameters: z
      .record(z.string().max(limits.keyLength), z.union([z.string().max(limits.nameLength), z.number()]))
      .default({}),
  }),
  responses: { 200: checkSchema },
})

export const listReleaseChecks = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/releases/{release}/checks',
  operationId: 'listReleaseChecks',
  summary: 'What the checks of a running release measured of late, and what it comes to',
  tag: 'checks',
  permission: 'flag:read',
  params: releaseParams,
  responses: {
    200: z.object({
      items: z.array(
        z.object({
          check: z.string(),
          outcome: z.enum(['fail', 'hold', 'pass', 'inconclusive']),
          because: z.string(),
          measured: z.array(measurementSchema),
        }),
      ),
    }),
  },
})

export const readHeartbeatToken = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/releases/{release}/checks/{check}/heartbeat',
  operationId: 'readHeartbeatToken',
  summary: 'Where a heartbeat of this release is sent',
  description:
    'The token in the path is good for this check alone; each answer has another one, and all of them count.',
  tag: 'checks',
  permission: 'intake:write',
  params: releaseParams.extend({ check: keySchema }),
  responses: { 200: z.object({ path: z.string() }) },
})

export const beat = defineOperation({
  method: 'post',
  path: '/intake/heartbeats/{token}',
  operationId: 'beat',
  summary: 'A heartbeat',
  tag: 'intake',
  permission: 'intake:deliver',
  raw: true,
  params: z.object({ token: z.string().min(1).max(1_000) }),
  responses: { 202: z.object({ counted: z.boolean(), because: z.string() }) },
})
