import {
  canonicalJson,
  type Entities,
  type EntityKind,
  type EntityRef,
  type EntityWrite,
  type Json,
} from '@ripcord/model'
import type { EntityQuery } from '../storage/storage.js'
import type { Reading } from './reading.js'
import { queriesFor, refName } from './refs.js'

/** The state as it would be after some writes: where they say nothing, what stands. */
export interface After {
  readonly reading: Reading
  readonly writes: readonly EntityWrite[]
  isWritten(ref: EntityRef): boolean
  /** Null = deleted, undefined = never existed. */
  get<K extends EntityKind>(kind: K, environment: string | null, key: string): Entities[K] | null | undefined
  /** What stands before the writes, in the same words. */
  before<K extends EntityKind>(
    kind: K,
    environment: string | null,
    key: string,
  ): Entities[K] | null | undefined
  /** Reads at once what will be asked for, leaving out what is written anyway. */
  need(queries: readonly Required<EntityQuery>[]): void
  /** Keys of the environments that there would be. */
  environments(): readonly string[]
}

export function createAfter(reading: Reading, writes: readonly EntityWrite[]): After {
  const written = new Map(writes.map((write) => [refName(write), write]))
  let environments: readonly string[] | undefined

  return {
    reading,
    writes,
    isWritten: (ref) => written.has(refName(ref)),
    get<K extends EntityKind>(kind: K, environment: string | null, key: string) {
      const write = written.get(refName({ kind, environment, key }))
      // The name holds the kind, so that the value is one of that kind.
      if (write !== undefined) return write.value as Entities[K] | null
      return reading.get(kind, environment, key)?.value
    },
    before: (kind, environment, key) => reading.get(kind, environment, key)?.value,
    need(queries) {
      reading.need(
        queries
          .map(({ kind, environment, keys }) => ({
            kind,
            environment,
            keys: keys.filter((key) => !written.has(refName({ kind, environment, key }))),
          }))
          .filter(({ keys }) => keys.length > 0),
      )
    },
    environments() {
      environments ??= environmentKeys(reading, writes)
      return environments
    },
  }
}

function environmentKeys(reading: Reading, writes: readonly EntityWrite[]): string[] {
  const standing = reading.list('environment', null).filter(({ value }) => value !== null)
  const made = writes.filter(({ kind, value }) => kind === 'environment' && value !== null)
  return [...new Set([...standing, ...made].map(({ key }) => key))].sort()
}

/**
 * Those writes that make a difference to what stands. A kill always does, since it is decided against its episode: its
 * path saves the reading.
 */
export function realWrites(reading: Reading, writes: readonly EntityWrite[]): EntityWrite[] {
  reading.need(queriesFor(writes.filter(({ kind }) => kind !== 'kill')))
  return writes.filter(({ kind, environment, key, value }) => {
    if (kind === 'kill') return true
    const stored = reading.get(kind, environment, key)
    return stored === undefined ? value !== null : !isSame(stored.value, value)
  })
}

/** Whether two entities say the same. */
export function isSame(a: unknown, b: unknown): boolean {
  // Entities are plain JSON by their schemas.
  return canonicalJson(a as Json) === canonicalJson(b as Json)
}
