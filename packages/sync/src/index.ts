export * from './http.js'
export type * from './machine-types.js'
export * from './messages.js'
