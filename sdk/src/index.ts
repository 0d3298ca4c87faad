export { createClient } from './create-client.js'
export { createTestClient } from './create-test-client.js'
export type * from './outcome-types.js'
export type * from './types.js'
