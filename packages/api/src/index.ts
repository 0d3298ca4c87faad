export {
  type ApiClient,
  type ApiClientOptions,
  ApiError,
  type CallOptions,
  createApiClient,
  operationUrl,
} from './client.js'
export type * from './operation.js'
export { defineOperation } from './operation.js'
export { operations } from './operations/index.js'
export { type Permission, permissions } from './permissions.js'
export { type FieldProblem, fieldProblemSchema, type Problem, problemSchema } from './problem.js'
