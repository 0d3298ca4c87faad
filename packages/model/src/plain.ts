// What readers without zod (evaluator, sync, SDK) may import at run time: constants and pure functions alone.
export { asLiteral } from './as-literal.js'
export { canonicalJson, type Json } from './canonical-json.js'
export { isDrill } from './drill.js'
export {
  type Epoch,
  isEpoch,
  noEpoch,
  type Position,
  type Revision,
  ulid,
  ulidMilliseconds,
} from './epoch.js'
export { keyPattern, refuseKey, refuseSlug, slugFrom, slugPattern } from './keys.js'
export { limits } from './limits.js'
export { type Murmur3State, murmur3, murmur3Continue, murmur3Finish, murmur3Start } from './murmur3.js'
export { nearest } from './nearest.js'
export { chunkKey, chunkOf, parseChunkKey } from './segment-chunks.js'
export {
  type Section,
  type SectionHashes,
  type SentEntity,
  type SentKind,
  sectionOf,
  sections,
  sentKinds,
} from './sent.js'
export {
  emptyStateHash,
  entityHash,
  entityHashWords,
  type HashWords,
  hashOfWords,
  type StateHash,
  toggleHash,
  toggleHashWords,
  wordsOfHash,
} from './state-hash.js'
