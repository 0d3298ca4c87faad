import type { EntityRef } from '@ripcord/model'
import { type ChangeStore, type EntityQuery, StorageError } from '../storage/storage.js'
import type { Edit } from './command.js'
import type { CommitChange } from './commit-change.js'
import { environmentsOf } from './environments.js'
import type { RevertAnswer, RevertRequest } from './history-service.js'
import type { Reading } from './reading.js'
import { queriesFor, refOf, storedAt } from './refs.js'
import { refuseUnseen } from './refuse-unseen.js'
import { isReverted, revertWrites, withSegments } from './revert.js'
import { touchedBetween } from './touched-between.js'

export interface RevertDeps {
  changes: ChangeStore
  commitChange: CommitChange
}

/** Makes things what they were, in a project and from a revision that are known to exist. */
export type Revert = (project: string, request: RevertRequest, by: Edit) => Promise<RevertAnswer>

const environmentsRead: EntityQuery = { kind: 'environment', environment: null }
/** A revert starts over when a change comes between; so often at most. */
const tries = 20

export function createRevert({ changes, commitChange }: RevertDeps): Revert {
  /** Undefined where a change came between reading and deciding. */
  async function tryRevert(
    project: string,
    request: RevertRequest,
    by: Edit,
  ): Promise<RevertAnswer | undefined> {
    const head = await changes.head(project)
    const touched = await touchedBetween(changes, project, request.to, head)
    const refs = touched.filter((ref) => isReverted(ref, request))
    const reads = [environmentsRead, ...queriesFor(withSegments(refs))]
    const then = await changes.readAt(project, request.to, reads)
    try {
      const { result } = await commitChange<RevertAnswer>({
        ...by,
        project,
        reads,
        decide: (state, { revision }) => {
          if (state.revision !== head) throw new ChangedMeanwhile()
          const { writes, kept } = revertWrites(then, state, refs, request)
          refuseUnseen({
            look: { thing: 'preview', verb: 'preview' },
            seesProduction: seesProduction(state, writes),
            touched: refs.map((ref) => storedAt(state, ref)),
            ifMatch: by.ifMatch,
            present: head,
          })
          return {
            type: 'commit',
            kind: 'reverted',
            entities: writes,
            result: { revision, reverted: writes.map(refOf), kept },
            resultOfNothing: { revision: head, reverted: [], kept },
            cause: { revertedTo: request.to },
          }
        },
      })
      return result
    } catch (error) {
      if (error instanceof ChangedMeanwhile) return undefined
      throw error
    }
  }

  return async (project, request, by) => {
    for (let round = 0; round < tries; round++) {
      const answer = await tryRevert(project, request, by)
      if (answer !== undefined) return answer
    }
    throw new StorageError('busy', 'Other changes kept coming between: try again')
  }
}

/** Thrown out of a decision whose preparation is behind the log. */
class ChangedMeanwhile extends Error {}

/** A flag's definition is seen in every environment. */
function seesProduction(state: Reading, writes: readonly EntityRef[]): boolean {
  const production = environmentsOf(state).filter((environment) => environment.production)
  return writes.some((write) => production.some(({ key }) => (write.environment ?? key) === key))
}
