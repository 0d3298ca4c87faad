import type { Edit } from '../changes/command.js'
import type { CommitChange } from '../changes/commit-change.js'
import { environmentIn } from '../changes/environments.js'
import { refuseProblems } from '../changes/parse.js'
import type { ProjectIndexes } from '../changes/project-indexes.js'
import { readUntilEnough } from '../changes/read-until-enough.js'
import type { Reading } from '../changes/reading.js'
import { refuseUnseen } from '../changes/refuse-unseen.js'
import { notFound } from '../errors.js'
import type { Storage, Stored } from '../storage/storage.js'
import type { FlagsService, Promotion, PromotionRequest } from './flags-service.js'
import { comparePromotion, promotionWrites, readPromotion } from './promotion.js'

export interface PromotingDeps {
  storage: Pick<Storage, 'changes'>
  commitChange: CommitChange
  indexes: ProjectIndexes
}

/** Copying from one environment to another, with the comparison first. */
export function createPromoting({
  storage,
  commitChange,
  indexes,
}: PromotingDeps): Pick<FlagsService, 'comparePromotion' | 'promote'> {
  return {
    async comparePromotion(project, request) {
      const flags = request.flags ?? (await allFlags(indexes, project))
      return readUntilEnough(storage, project, (state) => {
        const { source, target } = readBoth(state, request, flags)
        return comparePromotion(source, target, state.revision)
      })
    },
    async promote(project, request, by: Edit) {
      const flags = request.flags ?? (await allFlags(indexes, project))
      const { result } = await commitChange<{ revision: number; promotion: Promotion }>({
        ...by,
        project,
        reads: [{ kind: 'environment', environment: null }],
        decide: (state, { revision }) => {
          const { source, target } = readBoth(state, request, flags)
          const promotion = comparePromotion(source, target, state.revision)
          refuseUnseen({
            look: { thing: 'comparison', verb: 'compare' },
            seesProduction: environmentIn(state, request.to).production,
            touched: touchedBy(state, request, promotion),
            ifMatch: by.ifMatch,
            present: state.revision,
          })
          return {
            type: 'commit',
            kind: 'flag.promoted',
            entities: promotionWrites(source, target),
            result: { revision, promotion },
            resultOfNothing: { revision: state.revision, promotion },
            cause: { from: request.from },
          }
        },
      })
      return result
    },
  }
}

async function allFlags(indexes: ProjectIndexes, project: string): Promise<readonly string[]> {
  const index = await indexes.current(project)
  return index.flagKeys().filter((key) => index.flags.get(key)?.archived === false)
}

function readBoth(state: Reading, { from, to }: PromotionRequest, flags: readonly string[]) {
  environmentIn(state, from)
  environmentIn(state, to)
  if (from === to)
    throw refuseProblems([{ path: '/to', message: 'expected another environment than `from`', seen: to }])
  state.need([{ kind: 'flag', environment: null, keys: flags }])
  for (const key of flags) if (!state.get('flag', null, key)?.value) throw notFound('flag', key)
  return readPromotion(state, { from, to }, flags)
}

/** What is copied, and what it is copied over. */
function touchedBy(
  state: Reading,
  { from, to }: PromotionRequest,
  promotion: Promotion,
): (Stored | undefined)[] {
  return [from, to].flatMap((environment) => [
    ...promotion.flags.map(({ flag }) => state.get('flagSettings', environment, flag)),
    ...promotion.segments.map(({ segment }) => state.get('segment', environment, segment)),
  ])
}
