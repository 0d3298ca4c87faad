import { instantSchema, keySchema, limits, reasonSchema, releaseStatuses } from '@ripcord/model'
import { z } from 'zod'
import { defineOperation } from '../operation.js'
import { environmentParams, pageOf, pageQuery } from '../shapes/params.js'
import {
  appliedFileSchema,
  appliedSchema,
  preflightSchema,
  releaseAnswerSchema,
  releaseParams,
  verdictSchema,
} from '../shapes/releases.js'

const reason = reasonSchema.optional()

/** What the steps of a release have in common: each answers it as it is afterwards. */
function step<Name extends string, Id extends string>(name: Name, operationId: Id) {
  return {
    method: 'post',
    path: `/projects/{project}/environments/{environment}/releases/{release}/${name}`,
    operationId,
    tag: 'releases',
    idempotent: true,
    params: releaseParams,
    responses: { 200: releaseAnswerSchema },
  } as const
}

export const applyRelease = defineOperation({
  method: 'put',
  path: '/projects/{project}/environments/{environment}/releases/{release}',
  operationId: 'applyRelease',
  summary: 'Make a release what a file says',
  description:
    'The same file again changes nothing, whatever has become of the release. A file that differs is taken while the release was not started.',
  tag: 'releases',
  permission: 'release:write',
  idempotent: true,
  yaml: true,
  params: releaseParams,
  body: appliedFileSchema.extend({ reason }),
  responses: { 200: appliedSchema, 201: appliedSchema },
})

export const listReleases = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/releases',
  operationId: 'listReleases',
  summary: 'List releases',
  tag: 'releases',
  permission: 'flag:read',
  params: environmentParams,
  query: pageQuery.extend({
    status: z.enum(releaseStatuses).optional(),
    /** Those that name this flag. */
    flag: keySchema.optional(),
  }),
  responses: { 200: pageOf(releaseAnswerSchema) },
})

export const getRelease = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/releases/{release}',
  operationId: 'getRelease',
  summary: 'Read a release with where it stands',
  tag: 'releases',
  permission: 'flag:read',
  etag: true,
  params: releaseParams,
  responses: { 200: releaseAnswerSchema },
})

export const preflightRelease = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/releases/{release}/preflight',
  operationId: 'preflightRelease',
  summary: 'What a start would find',
  description:
    'What it would be refused for, what would hold its first stage, and what to know. Its checks are asked once.',
  tag: 'releases',
  permission: 'flag:read',
  params: releaseParams,
  responses: { 200: preflightSchema },
})

export const startRelease = defineOperation({
  ...step('start', 'startRelease'),
  summary: 'Start a release with its first stage',
  description:
    'It owns the default outcomes of its flags from now on. One that has ended starts anew, as another generation. Its checks are asked once: one that is red refuses the start, one that knows nothing has to be confirmed.',
  permission: 'release:run',
  body: z.strictObject({
    /** Ids of checks that know nothing, with which it is started all the same. */
    confirm: z.array(keySchema).max(limits.checksPerRelease).optional(),
    reason,
  }),
})

export const advanceRelease = defineOperation({
  ...step('advance', 'advanceRelease'),
  summary: 'Bring a release into its next stage',
  permission: 'release:run',
  body: z.strictObject({
    /** The stage that was seen; where the release has left it already, nothing is changed. */
    from: z.int().min(0).max(limits.stagesPerRelease).optional(),
    reason,
  }),
})

export const completeRelease = defineOperation({
  ...step('complete', 'completeRelease'),
  summary: 'Make the outgoing variants the default outcomes',
  description:
    'From its last stage. The verdict is that of the guard: whoever completes what has not passed has none.',
  permission: 'release:run',
  body: z.strictObject({ reason }),
})

export const abortRelease = defineOperation({
  ...step('abort', 'abortRelease'),
  summary: 'Give the flags their old default outcomes back',
  description: 'Without a latch. Blue/green switches back by it.',
  permission: 'release:run',
  body: z.strictObject({ reason }),
})

export const killRelease = defineOperation({
  ...step('kill', 'killRelease'),
  summary: 'Kill every flag of a release',
  description:
    'One latched change: each flag serves its off variant, with its old default outcome back underneath. One run is killed once.',
  permission: 'flag:kill',
  body: z.strictObject({
    /** What the kill answers to. */
    episode: z.string().min(1).max(limits.episodeLength).optional(),
    reason,
  }),
})

export const holdRelease = defineOperation({
  ...step('hold', 'holdRelease'),
  summary: 'Keep a release in its stage',
  permission: 'release:run',
  body: z.strictObject({ reason: reasonSchema }),
})

export const resumeRelease = defineOperation({
  ...step('resume', 'resumeRelease'),
  summary: 'Take away what holds a release, a suspension included',
  permission: 'release:run',
  body: z.strictObject({ reason }),
})

export const suspendRelease = defineOperation({
  ...step('suspend', 'suspendRelease'),
  summary: 'Let the guard leave a release alone for a while',
  description: 'It is armed again by itself when the time is over.',
  permission: 'release:run',
  body: z.strictObject({ until: instantSchema, reason: reasonSchema }),
})

export const readVerdict = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/releases/{release}/verdict',
  operationId: 'readVerdict',
  summary: 'Whether a release came out well',
  description:
    'For pipelines: 200 healthy, 202 not yet, 409 killed or completed without a measurement, 410 aborted. With `wait` it answers as soon as there is a verdict.',
  tag: 'releases',
  permission: 'flag:read',
  params: releaseParams,
  query: z.object({
    /** Seconds to wait for a verdict. */
    wait: z.coerce.number<number>().int().min(0).max(limits.verdictWaitSeconds).default(0),
  }),
  responses: { 200: verdictSchema, 202: verdictSchema },
})
