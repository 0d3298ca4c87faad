export { type ApiClient, createApiClient } from './client.js'
export type * from './operation.js'
export { defineOperation } from './operation.js'
export { operations } from './operations/index.js'
export { type Permission, permissions } from './permissions.js'
export {
  ApiError,
  type CallOptions,
  type ClientOptions,
  operationUrl,
  type PlainOperation,
} from './plain-client.js'
export { type FieldProblem, fieldProblemSchema, type Problem, problemSchema } from './problem.js'
export type { Demo } from './shapes/demo.js'
export type { Overview } from './shapes/overview.js'
