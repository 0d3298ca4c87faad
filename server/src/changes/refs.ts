import type { EntityRef, EntityWrite } from '@ripcord/model'
import type { EntityQuery, StateView, Stored } from '../storage/storage.js'

/** What names an entity, without the rest of it. */
export function refOf({ kind, environment, key }: EntityRef): EntityRef {
  return { kind, environment, key }
}

/** One name for an entity of a project. */
export function refName({ kind, environment, key }: EntityRef): string {
  return `${kind}\u0000${environment ?? ''}\u0000${key}`
}

/** The reads that answer for all of some entities. */
export function queriesFor(refs: Iterable<EntityRef>): EntityQuery[] {
  const groups = new Map<string, { ref: EntityRef; keys: Set<string> }>()
  for (const ref of refs) {
    const name = refName({ ...ref, key: '' })
    const group = groups.get(name) ?? { ref, keys: new Set() }
    groups.set(name, group)
    group.keys.add(ref.key)
  }
  return [...groups.values()].map(({ ref: { kind, environment }, keys }) => ({
    kind,
    environment,
    keys: [...keys],
  }))
}

/** An entity by its reference. */
export function storedAt(state: Pick<StateView, 'get'>, ref: EntityRef): Stored | undefined {
  return state.get(ref.kind, ref.environment, ref.key)
}

/** The write that makes an entity what is stored here. */
export function asWrite({ kind, environment, key, value }: Stored): EntityWrite {
  // Kind and value belong together in what storage answers; the union of kinds has lost that.
  return { kind, environment, key, value } as EntityWrite
}

/** In order of kind, environment and key. */
export function byName(a: EntityRef, b: EntityRef): number {
  const [left, right] = [refName(a), refName(b)]
  return left < right ? -1 : left > right ? 1 : 0
}
