import { PreconditionFailedError } from '../errors.js'
import type { Storage } from '../storage/storage.js'

/** So many changes are told at most. */
const toldAtMost = 20

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
  return new PreconditionFailedError(message, ref, seen, stands, changes)
}
