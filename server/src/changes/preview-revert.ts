import { type EntityRef, parseChunkKey, type Revision } from '@ripcord/model'
import type { EntityDifference, HistoryService, RevertRequest } from './history-service.js'
import { isReverted } from './revert.js'

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
  const differing = all.filter((difference) => isReverted(difference, request))
  const kept = differing.flatMap((difference) => {
    const because = whyKept(difference, request)
    const { kind, environment, key } = difference
    return because === undefined ? [] : [{ kind, environment, key, because }]
  })
  const stays = new Set(kept.map(nameOf))
  return {
    revision: head,
    differences: differing.filter((difference) => !stays.has(nameOf(ownerOf(difference)))),
    kept,
  }
}

function whyKept({ type, kind }: EntityDifference, { created }: RevertRequest): string | undefined {
  // A segment's identifiers go where their segment goes.
  if (kind === 'segmentChunk') return undefined
  switch (type) {
    case 'changed':
      return undefined
    case 'created':
      return 'it was deleted since, and its key is spent'
    case 'deleted':
      return kind === 'flag' && created === 'archive' ? undefined : 'it was created since'
  }
}

function ownerOf(ref: EntityRef): EntityRef {
  if (ref.kind !== 'segmentChunk') return ref
  return { kind: 'segment', environment: ref.environment, key: parseChunkKey(ref.key).segment }
}

function nameOf({ kind, environment, key }: EntityRef): string {
  return `${kind} ${environment ?? ''} ${key}`
}
