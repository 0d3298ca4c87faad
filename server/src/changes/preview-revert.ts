import type { EntityRef, Revision } from '@ripcord/model'
import type { EntityDifference, HistoryService, RevertRequest } from './history-service.js'
import { refName, refOf } from './refs.js'
import { createdSince, isReverted, ownerOf, spentSince } from './revert.js'

/** What a revert would do. */
export interface RevertPreview {
  /** The newest revision that was looked at. */
  revision: Revision
  /** From what stands to what would stand. */
  differences: EntityDifference[]
  /** What stays although it differs, each with the reason. */
  kept: (EntityRef & { because: string })[]
}

/** Changes nothing. @throws RefusedError `not-found` */
export async function previewRevert(
  history: Pick<HistoryService, 'diff' | 'assertNames'>,
  project: string,
  request: RevertRequest,
  head: Revision,
): Promise<RevertPreview> {
  await history.assertNames(project, request)
  const all = await history.diff(project, { from: head, to: request.to }, {})
  const differing = all.filter((difference) => isReverted(difference, request)).flatMap(withoutRelease)
  const kept = differing.flatMap((difference) => {
    const because = whyKept(difference, request)
    return because === undefined ? [] : [{ ...refOf(difference), because }]
  })
  const stays = new Set(kept.map(refName))
  return {
    revision: head,
    differences: differing.filter((difference) => !stays.has(refName(ownerOf(difference)))),
    kept,
  }
}

/** What a release has written into settings comes and goes with the release alone. */
function withoutRelease(difference: EntityDifference): EntityDifference[] {
  if (difference.kind !== 'flagSettings' || difference.type !== 'changed') return [difference]
  const differences = difference.differences.filter(({ path }) => !/^\/release(\/|$)/.test(path))
  return differences.length === 0 ? [] : [{ ...difference, differences }]
}

function whyKept({ type, kind }: EntityDifference, { created }: RevertRequest): string | undefined {
  // A segment's identifiers go where their segment goes.
  if (kind === 'segmentChunk') return undefined
  switch (type) {
    case 'changed':
      return undefined
    case 'created':
      return spentSince
    case 'deleted':
      return kind === 'flag' && created === 'archive' ? undefined : createdSince
  }
}
