import type { EntityRef, Json, Revision } from '@ripcord/model'
import { PreconditionFailedError } from '../errors.js'
import type { Storage } from '../storage/storage.js'
import { jsonDifferences } from './json-difference.js'
import { queriesFor } from './refs.js'

/** So many changes are told at most, and so many fields. */
const toldAtMost = 20
const fieldsToldAtMost = 50

/** The same refusal, with what has changed since the caller's revision. */
export async function tellChanges(
  storage: Pick<Storage, 'changes'>,
  project: string,
  error: PreconditionFailedError,
): Promise<PreconditionFailedError> {
  const { ref, seen, stands, message } = error
  const newest = await storage.changes.history(project, { entity: ref, limit: toldAtMost })
  const changes = newest
    .filter(({ revision }) => revision > seen)
    .map(({ revision, at, kind, actor, reason }) => ({
      revision,
      at,
      kind,
      actor: actor.name ?? actor.id,
      reason,
    }))
  const fields = await changedFields(storage, project, ref, seen)
  return new PreconditionFailedError(message, ref, seen, stands, { changes, fields })
}

/** Where what stands differs from what the caller has seen, as JSON pointers. */
async function changedFields(
  { changes }: Pick<Storage, 'changes'>,
  project: string,
  ref: EntityRef,
  seen: Revision,
): Promise<string[]> {
  const reads = queriesFor([ref])
  const [then, now] = await Promise.all([changes.readAt(project, seen, reads), changes.read(project, reads)])
  const [before, after] = [then, now].map(
    (state) => state.get(ref.kind, ref.environment, ref.key)?.value ?? null,
  )
  return jsonDifferences(before as Json, after as Json)
    .map(({ path }) => path)
    .slice(0, fieldsToldAtMost)
}
