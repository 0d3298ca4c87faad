import { murmur3 } from './murmur3.js'

/** Which chunk of a segment with `chunks` chunks an id lives in. */
export function chunkOf(id: string, chunks: number): number {
  return murmur3(id) % chunks
}

/** The key of a chunk's entity. `/` is in no segment's key. */
export function chunkKey(segment: string, index: number): string {
  return `${segment}/${index}`
}

/** The inverse of `chunkKey`. */
export function parseChunkKey(key: string): { segment: string; index: number } {
  const slash = key.lastIndexOf('/')
  return { segment: key.slice(0, slash), index: Number(key.slice(slash + 1)) }
}
