import type { Json } from './canonical-json.js'
import type { StateHash } from './state-hash.js'

/**
 * The parts of an environment's state as SDKs receive it, each with a state hash of its own, so that an older SDK
 * compares only what it reads. A kill never shares a section with what may be large.
 */
export const sections = ['kills', 'flags'] as const
export type Section = (typeof sections)[number]

export const sentKinds = ['kill', 'flag', 'segment', 'segmentChunk'] as const
export type SentKind = (typeof sentKinds)[number]

export const sectionOf: { readonly [K in SentKind]: Section } = {
  kill: 'kills',
  flag: 'flags',
  segment: 'flags',
  segmentChunk: 'flags',
}

/** One entity as sent; `value: null` = it is gone. */
export interface SentEntity {
  kind: SentKind
  key: string
  value: Json
}

export type SectionHashes = { readonly [S in Section]: StateHash }
