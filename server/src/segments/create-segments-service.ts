import {
  chunkKey,
  chunkOf,
  type EntityWrite,
  limits,
  type Segment,
  segmentIdSchema,
  segmentSchema,
} from '@ripcord/model'
import type { CommitChange } from '../changes/commit-change.js'
import { pageOfKeys } from '../changes/cursor.js'
import { environmentIn, findEnvironment } from '../changes/environments.js'
import { given, parseEntity, refuseProblems } from '../changes/parse.js'
import type { ProjectIndexes } from '../changes/project-indexes.js'
import { readUntilEnough } from '../changes/read-until-enough.js'
import type { Reading } from '../changes/reading.js'
import { assertMay } from '../changes/refuse.js'
import { chunkReads, chunksFor, chunkWrites, readIds } from '../changes/segment-ids.js'
import { notFound, RefusedError } from '../errors.js'
import type { EntityQuery, Storage } from '../storage/storage.js'
import { editIdsWrites } from './edit-ids.js'
import { segmentStands, segmentView } from './segment-view.js'
import type { NewSegment, SegmentIds, SegmentsService, SegmentView } from './segments-service.js'

export interface SegmentsServiceDeps {
  storage: Pick<Storage, 'changes' | 'projects'>
  commitChange: CommitChange
  indexes: ProjectIndexes
}

export function createSegmentsService(deps: SegmentsServiceDeps): SegmentsService {
  const { storage, commitChange, indexes } = deps

  async function views(
    project: string,
    environment: string,
    keys: readonly string[],
  ): Promise<SegmentView[]> {
    return readUntilEnough(storage, project, (state) => {
      state.need([{ kind: 'segment', environment, keys }])
      return keys.map((key) => segmentView(state, environment, key))
    })
  }

  async function read(project: string, environment: string, key: string): Promise<SegmentView> {
    await findEnvironment(storage, project, environment)
    const [found] = await views(project, environment, [key])
    if (found === undefined) throw notFound('segment', key, environment)
    return found
  }

  return {
    read,
    async list(project, environment, { text }, page) {
      await findEnvironment(storage, project, environment)
      const keys = (await indexes.current(project)).segmentKeys(environment)
      const wanted = text?.toLowerCase()
      const found = wanted === undefined ? keys : keys.filter((key) => key.toLowerCase().includes(wanted))
      const { items, nextCursor } = pageOfKeys(found, page)
      return { items: await views(project, environment, items), nextCursor }
    },
    async create(project, environment, input, by) {
      await commitChange<null>({
        ...by,
        project,
        reads: readsOf(environment, input.key),
        decide: (state) => ({
          type: 'commit',
          kind: 'segment.created',
          entities: newSegmentWrites(state, environment, input),
          result: null,
          pathOf: () => '',
        }),
      })
      return read(project, environment, input.key)
    },
    async update(project, environment, key, patch, by) {
      await commitChange<null>({
        ...by,
        project,
        reads: readsOf(environment, key),
        decide: (state) => {
          const segment = assertEdit(state, environment, key, by.ifMatch)
          const value = parseEntity(segmentSchema, { ...segment, ...given(patch) })
          const entities: EntityWrite[] = [{ kind: 'segment', environment, key, value }]
          return { type: 'commit', kind: 'segment.updated', entities, result: null, pathOf: () => '' }
        },
      })
      return read(project, environment, key)
    },
    async delete(project, environment, key, by) {
      await commitChange<null>({
        ...by,
        project,
        reads: readsOf(environment, key),
        decide: (state) => ({
          type: 'commit',
          kind: 'segment.deleted',
          entities: deleteWrites(state, environment, key, by.ifMatch),
          result: null,
        }),
      })
    },
    async editIds(project, environment, key, edit, by) {
      await commitChange<null>({
        ...by,
        project,
        reads: readsOf(environment, key),
        decide: (state) => {
          environmentIn(state, environment)
          const segment = state.get('segment', environment, key)?.value
          if (!segment) throw notFound('segment', key, environment)
          if (by.ifMatch !== undefined) assertEdit(state, environment, key, by.ifMatch)
          const entities = editIdsWrites(state, environment, segment, edit)
          return { type: 'commit', kind: 'segment.updated', entities, result: null, pathOf: () => '' }
        },
      })
      return read(project, environment, key)
    },
    async test(project, environment, key, id) {
      await findEnvironment(storage, project, environment)
      return readUntilEnough(storage, project, (state) => {
        const segment = existing(state, environment, key)
        if (segment.chunks === 0) return { id, listed: 'neither' }
        const at = chunkKey(key, chunkOf(id, segment.chunks))
        const chunk = state.get('segmentChunk', environment, at)?.value
        if (chunk?.excluded.includes(id) === true) return { id, listed: 'excluded' }
        return { id, listed: chunk?.included.includes(id) === true ? 'included' : 'neither' }
      })
    },
    async exportIds(project, environment, key) {
      await findEnvironment(storage, project, environment)
      return readUntilEnough(storage, project, (state): SegmentIds => {
        const segment = existing(state, environment, key)
        state.need([chunkReads(environment, segment)])
        const { included, excluded } = readIds(state, environment, segment)
        return { included: [...included].sort(), excluded: [...excluded].sort() }
      })
    },
  }
}

function readsOf(environment: string, key: string): EntityQuery[] {
  return [
    { kind: 'environment', environment: null },
    { kind: 'segment', environment, keys: [key] },
  ]
}

function existing(state: Reading, environment: string, key: string): Segment {
  const segment = state.get('segment', environment, key)?.value
  if (!segment) throw notFound('segment', key, environment)
  return segment
}

function whatIs(key: string, environment: string): string {
  return `segment ${JSON.stringify(key)} in ${environment}`
}

function newSegmentWrites(state: Reading, environment: string, input: NewSegment): EntityWrite[] {
  environmentIn(state, environment)
  const { included = [], excluded = [], ...rest } = input
  const ref = { kind: 'segment', environment, key: input.key } as const
  const about = { what: whatIs(input.key, environment), stands: segmentStands(state, environment, input.key) }
  assertMay({ type: 'create' }, about, ref)
  if (state.index().segmentKeys(environment).length >= limits.segmentsPerEnvironment)
    throw new RefusedError(
      'limit-reached',
      `${environment} has ${limits.segmentsPerEnvironment} segments, as many as it can.`,
    )
  const ids = checkedIds(included, excluded)
  const count = ids.included.size + ids.excluded.size
  const segment = parseEntity(segmentSchema, { ...given(rest), chunks: chunksFor(count) })
  return [{ ...ref, value: segment }, ...chunkWrites(environment, segment, ids, 0)]
}

function checkedIds(included: readonly string[], excluded: readonly string[]) {
  const lists = { included, excluded }
  for (const [name, ids] of Object.entries(lists)) {
    const bad = ids.findIndex((id) => !segmentIdSchema.safeParse(id).success)
    if (bad >= 0)
      throw refuseProblems([{ path: `/${name}/${bad}`, message: 'expected 1 to 1,000 characters' }])
  }
  const ids = { included: new Set(included), excluded: new Set(excluded) }
  const both = included.findIndex((id) => ids.excluded.has(id))
  if (both >= 0)
    throw refuseProblems([{ path: `/included/${both}`, message: 'this identifier is excluded as well' }])
  const count = ids.included.size + ids.excluded.size
  if (count > limits.idsPerSegment)
    throw new RefusedError(
      'limit-reached',
      `A segment holds at most ${limits.idsPerSegment} identifiers, saw ${count}: use a rule on an attribute.`,
    )
  return ids
}

/** @throws RefusedError as SegmentsService.update */
function assertEdit(state: Reading, environment: string, key: string, ifMatch: number | undefined): Segment {
  const { production } = environmentIn(state, environment)
  const about = {
    what: whatIs(key, environment),
    stands: segmentStands(state, environment, key),
    ifMatch,
    asksForMatch: production,
  }
  assertMay({ type: 'edit' }, about, { kind: 'segment', environment, key })
  return existing(state, environment, key)
}

function deleteWrites(
  state: Reading,
  environment: string,
  key: string,
  ifMatch: number | undefined,
): EntityWrite[] {
  const { production } = environmentIn(state, environment)
  const referredToBy = state
    .index()
    .dependents(environment, { kind: 'segment', key })
    .map((name) => name.replace(':', ' '))
  const about = {
    what: whatIs(key, environment),
    stands: segmentStands(state, environment, key),
    ifMatch,
    asksForMatch: production,
    referredToBy,
  }
  assertMay({ type: 'delete' }, about, { kind: 'segment', environment, key })
  const { keys = [] } = chunkReads(environment, existing(state, environment, key))
  return [
    { kind: 'segment', environment, key, value: null },
    ...keys.map((chunk): EntityWrite => ({ kind: 'segmentChunk', environment, key: chunk, value: null })),
  ]
}
