export * from './http.js'
export * from './latency.js'
export { createSyncMachine } from './machine/machine.js'
export type * from './machine-types.js'
export * from './messages.js'
export {
  parseAck,
  parseAckRequest,
  parseClientMessage,
  parseGoodbyeRequest,
  parseHello,
  parseReport,
} from './parse/client-messages.js'
export { parseKill } from './parse/kill.js'
export { parseSeedState } from './parse/seed.js'
export { parsePollAnswer, parseServerMessage, parseSnapshot } from './parse/server-messages.js'
export type { Parsed } from './parse/shape.js'
export { wireLimits } from './parse/wire-limits.js'
export type { SyncRules } from './rules.js'
