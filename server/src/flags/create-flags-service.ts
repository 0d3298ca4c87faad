import { type EntityWrite, limits, type Revision } from '@ripcord/model'
import { type PathOf, pathByName } from '../changes/check-writes.js'
import type { Command, Edit } from '../changes/command.js'
import type { CommitChange, Decide } from '../changes/commit-change.js'
import { pageOfKeys } from '../changes/cursor.js'
import { environmentsOf, findEnvironment, findEnvironments } from '../changes/environments.js'
import { refuseProblems } from '../changes/parse.js'
import type { ProjectIndexes } from '../changes/project-indexes.js'
import { assertMay, standsAs } from '../changes/refuse.js'
import type { Clock } from '../clock.js'
import { notFound, RefusedError } from '../errors.js'
import type { EntityQuery, Storage } from '../storage/storage.js'
import { archiveWrites } from './archive-flag.js'
import { editWrites, pathOfEdits, readsOfEdits } from './edit-flags.js'
import { flagView, settingsView } from './flag-view.js'
import type { FlagEdit, FlagsService, FlagView, NewFlag } from './flags-service.js'
import { filterFlags } from './list-flags.js'
import { newFlagWrites } from './new-flag.js'
import { createPromoting } from './promoting.js'

export interface FlagsServiceDeps {
  storage: Storage
  clock: Clock
  commitChange: CommitChange
  indexes: ProjectIndexes
}

const environmentsRead: EntityQuery = { kind: 'environment', environment: null }

export function createFlagsService(deps: FlagsServiceDeps): FlagsService {
  const { storage, clock, commitChange, indexes } = deps

  async function views(project: string, keys: readonly string[]): Promise<FlagView[]> {
    const environments = (await findEnvironments(storage, project)).map(({ key }) => key).sort()
    const index = await indexes.current(project)
    const state = await storage.changes.read(project, [
      { kind: 'flag', environment: null, keys },
      ...environments.map((environment): EntityQuery => ({ kind: 'flagSettings', environment, keys })),
    ])
    return keys.map((key) => flagView(state, index, environments, key))
  }

  async function view(project: string, key: string): Promise<FlagView> {
    const [found] = await views(project, [key])
    if (found === undefined) throw notFound('flag', key)
    return found
  }

  async function readSettings(project: string, environment: string, flag: string) {
    await findEnvironment(storage, project, environment)
    const index = await indexes.current(project)
    const query: EntityQuery = { kind: 'flagSettings', environment, keys: [flag] }
    const stored = (await storage.changes.read(project, [query])).get('flagSettings', environment, flag)
    if (stored === undefined) throw notFound('flag', flag, environment)
    return settingsView(stored, index)
  }

  async function edit(
    project: string,
    edits: FlagEdit[],
    kind: 'flag.updated' | 'flag.settings' | 'flags.changed',
    prefixOf: (index: number) => string,
    by: Command,
  ): Promise<Revision> {
    const asking = edits.flatMap((one) => (one.type === 'archive' && asksForUse(one) ? [one.flag] : []))
    const evaluated = { last: await readLastEvaluated(storage, project, asking), now: clock.now().getTime() }
    const { result } = await commitChange<Revision>({
      ...by,
      project,
      reads: readsOfEdits(edits),
      decide: (state, { revision }) => ({
        type: 'commit',
        kind,
        entities: editWrites(state, edits, prefixOf, evaluated),
        result: revision,
        resultOfNothing: state.revision,
        pathOf: pathOfEdits(edits, prefixOf),
      }),
    })
    return result
  }

  async function setArchived(project: string, flag: string, archived: boolean, force: boolean, by: Edit) {
    const asking = asksForUse({ archived, force }) ? [flag] : []
    const evaluated = { last: await readLastEvaluated(storage, project, asking), now: clock.now().getTime() }
    await commitChange<null>({
      ...by,
      project,
      reads: [environmentsRead, { kind: 'flag', environment: null, keys: [flag] }],
      decide: (state) => ({
        type: 'commit',
        kind: archived ? 'flag.archived' : 'flag.unarchived',
        entities: archiveWrites(state, { flag, archived, force, ifMatch: by.ifMatch, evaluated }),
        result: null,
      }),
    })
    return view(project, flag)
  }

  return {
    async create(project, input, by) {
      await commitChange<null>({ ...by, project, reads: readsOfNew(input), decide: decideCreate(input) })
      return view(project, input.key)
    },
    read: view,
    readSettings,
    async list(project, filter, page) {
      for (const key of [filter.enabledIn, filter.killedIn])
        if (key !== undefined) await findEnvironment(storage, project, key)
      const { items, nextCursor } = pageOfKeys(filterFlags(await indexes.current(project), filter), page)
      return { items: await views(project, items), nextCursor }
    },
    async update(project, flag, patch, by) {
      const edits: FlagEdit[] = [{ type: 'definition', flag, patch, ifMatch: by.ifMatch }]
      await edit(project, edits, 'flag.updated', () => '', by)
      return view(project, flag)
    },
    async updateSettings(project, environment, flag, patch, by) {
      const edits: FlagEdit[] = [{ type: 'settings', flag, environment, patch, ifMatch: by.ifMatch }]
      await edit(project, edits, 'flag.settings', () => '', by)
      return readSettings(project, environment, flag)
    },
    async change(project, edits, by) {
      if (edits.length === 0)
        throw refuseProblems([{ path: '/edits', message: 'expected at least one edit, saw none' }])
      const revision = await edit(project, edits, 'flags.changed', (i) => `/edits/${i}/patch`, by)
      const flags = await views(project, [...new Set(edits.map(({ flag }) => flag))])
      return { revision, flags }
    },
    archive: (project, flag, { force }, by) => setArchived(project, flag, true, force === true, by),
    unarchive: (project, flag, by) => setArchived(project, flag, false, true, by),
    ...createPromoting(deps),
  }
}

function readsOfNew(input: NewFlag): EntityQuery[] {
  return [environmentsRead, { kind: 'flag', environment: null, keys: [input.key] }]
}

function decideCreate(input: NewFlag): Decide<null> {
  return (state) => {
    const environments = environmentsOf(state).map(({ key }) => key)
    const stored = state.get('flag', null, input.key)
    const what = `flag ${JSON.stringify(input.key)}`
    const ref = { kind: 'flag', environment: null, key: input.key } as const
    assertMay({ type: 'create' }, { what, stands: standsAs(stored) }, ref)
    if (state.index().flags.size >= limits.flagsPerProject)
      throw new RefusedError(
        'limit-reached',
        `This project has ${limits.flagsPerProject} flags, as many as it can: another project has room.`,
      )
    const entities: EntityWrite[] = newFlagWrites(input, environments)
    return { type: 'commit', kind: 'flag.created', entities, result: null, pathOf: pathInNewFlag(input.key) }
  }
}

function pathInNewFlag(key: string): PathOf {
  return (ref) => {
    if (ref.key !== key) return pathByName(ref)
    if (ref.kind === 'flag') return ''
    return ref.kind === 'flagSettings' ? `/environments/${ref.environment ?? ''}` : pathByName(ref)
  }
}

/** Whether it matters to an edit that somebody still evaluates the flag. */
function asksForUse({
  archived,
  force = false,
}: {
  archived: boolean
  force?: boolean | undefined
}): boolean {
  return archived && !force
}

/** By flag, then by environment: when each of the flags was last evaluated. */
async function readLastEvaluated(
  storage: Storage,
  project: string,
  flags: readonly string[],
): Promise<Map<string, Map<string, number>>> {
  const found = new Map(flags.map((flag) => [flag, new Map<string, number>()]))
  if (flags.length === 0) return found
  for (const { id, key } of await findEnvironments(storage, project)) {
    for (const [flag, at] of await storage.counts.lastEvaluated(id, [...found.keys()]))
      found.get(flag)?.set(key, at)
  }
  return found
}
