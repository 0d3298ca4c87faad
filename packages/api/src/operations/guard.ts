import { z } from 'zod'
import { defineOperation } from '../operation.js'
import { guardAnswerSchema, secondSchema } from '../shapes/guard.js'
import { releaseParams } from '../shapes/releases.js'

export const readGuard = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/releases/{release}/guard',
  operationId: 'readGuard',
  summary: 'What the guard decides on a release, and on what evidence',
  description: 'Of the present run, or else of the last.',
  tag: 'releases',
  permission: 'flag:read',
  params: releaseParams,
  responses: { 200: guardAnswerSchema },
})

export const readOutcomes = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/releases/{release}/outcomes',
  operationId: 'readOutcomes',
  summary: 'What both variants of a run came to, second by second',
  description: 'The last seconds that the guard decided on, all services together. Shown, never tested.',
  tag: 'releases',
  permission: 'flag:read',
  params: releaseParams,
  query: z.object({
    /** Of which run; the last one where left out. */
    generation: z.coerce.number<number>().int().min(1).optional(),
    seconds: z.coerce.number<number>().int().min(1).max(900).default(300),
  }),
  responses: { 200: z.object({ generation: z.int(), items: z.array(secondSchema) }) },
})
