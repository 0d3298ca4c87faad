import { defineOperation } from '../operation.js'
import { overviewSchema } from '../shapes/overview.js'
import { environmentParams } from '../shapes/params.js'

export const readOverview = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/overview',
  operationId: 'readOverview',
  summary: 'What runs, holds, is killed and has changed, and what is to be said of it',
  description: 'Requests are those of the last hour, as far as this process has heard.',
  tag: 'environments',
  permission: 'flag:read',
  params: environmentParams,
  responses: { 200: overviewSchema },
})
