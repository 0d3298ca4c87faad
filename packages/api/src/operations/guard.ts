import { defineOperation } from '../operation.js'
import { guardAnswerSchema } from '../shapes/guard.js'
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
