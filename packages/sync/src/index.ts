export * from './http.js'
export type * from './machine-types.js'
export * from './messages.js'
export {
  parseAck,
  parseAckRequest,
  parseClientMessage,
  parseHello,
  parseReport,
} from './parse/client-messages.js'
export { parseKill } from './parse/kill.js'
export { parsePollAnswer, parseServerMessage, parseSnapshot } from './parse/server-messages.js'
export type { Parsed } from './parse/shape.js'
