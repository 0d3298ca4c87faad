import type { EntityRef, Revision } from '@ripcord/model'
import type { ChangeStore } from '../storage/storage.js'
import { byName, refName, refOf } from './refs.js'

/** So many changes are read at a time. */
const batch = 500

/** All that was touched after `from` and up to `to`, each entity once. */
export async function touchedBetween(
  changes: Pick<ChangeStore, 'changesAfter'>,
  project: string,
  from: Revision,
  to: Revision,
): Promise<EntityRef[]> {
  const refs = new Map<string, EntityRef>()
  let after = from
  while (after < to) {
    const page = await changes.changesAfter(project, after, Math.min(batch, to - after))
    for (const { entities } of page) for (const ref of entities.map(refOf)) refs.set(refName(ref), ref)
    const last = page.at(-1)
    if (last === undefined) break
    after = last.revision
  }
  return [...refs.values()].sort(byName)
}
