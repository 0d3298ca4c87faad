export * from './messages.js'
export type * from './machine-types.js'
