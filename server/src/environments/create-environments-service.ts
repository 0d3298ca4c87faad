import { type EntityWrite, environmentSchema, limits } from '@ripcord/model'
import type { CommitChange } from '../changes/commit-change.js'
import { defaultSettings } from '../changes/default-settings.js'
import { environmentsOf, findEnvironment } from '../changes/environments.js'
import { given, parseEntity } from '../changes/parse.js'
import { assertMay, standsAs } from '../changes/refuse.js'
import { notFound, RefusedError } from '../errors.js'
import type { Storage } from '../storage/storage.js'
import type { EnvironmentsService, EnvironmentView } from './environments-service.js'

export interface EnvironmentsServiceDeps {
  storage: Pick<Storage, 'changes' | 'projects'>
  commitChange: CommitChange
  /** An id that was never given before. */
  newId: () => string
}

export function createEnvironmentsService(deps: EnvironmentsServiceDeps): EnvironmentsService {
  const { storage, commitChange, newId } = deps

  async function list(project: string): Promise<EnvironmentView[]> {
    if ((await storage.projects.get(project)) === undefined) throw notFound('project', project)
    const state = await storage.changes.read(project, [{ kind: 'environment', environment: null }])
    return state
      .list('environment', null)
      .flatMap(({ value, revision }) => (value === null ? [] : [{ ...value, revision }]))
  }

  async function read(project: string, key: string): Promise<EnvironmentView> {
    const found = (await list(project)).find((environment) => environment.key === key)
    if (found === undefined) throw notFound('environment', key)
    return found
  }

  return {
    list,
    read,
    idOf: async (project, key) => (await findEnvironment(storage, project, key)).id,
    async create(project, input, by) {
      const value = parseEntity(environmentSchema, { ...given(input), id: newId() })
      const ref = { kind: 'environment', environment: null, key: value.key } as const
      await commitChange<null>({
        ...by,
        project,
        reads: [
          { kind: 'environment', environment: null },
          { kind: 'flag', environment: null },
          { kind: 'flagSettings', environment: value.key },
        ],
        decide: (state) => {
          const stands = standsAs(state.get('environment', null, value.key))
          assertMay({ type: 'create' }, { what: `environment ${JSON.stringify(value.key)}`, stands }, ref)
          if (environmentsOf(state).length >= limits.environmentsPerProject)
            throw new RefusedError(
              'limit-reached',
              `This project has ${limits.environmentsPerProject} environments, as many as it can.`,
            )
          const settings = state.list('flag', null).flatMap((flag): EntityWrite[] => {
            if (flag.value === null) return []
            const { key, value: definition } = flag
            const settings = defaultSettings(definition)
            return [{ kind: 'flagSettings', environment: value.key, key, value: settings }]
          })
          const entities: EntityWrite[] = [{ ...ref, value }, ...settings]
          return { type: 'commit', kind: 'environment.created', entities, result: null }
        },
      })
      return read(project, value.key)
    },
    async update(project, key, patch, by) {
      const ref = { kind: 'environment', environment: null, key } as const
      await commitChange<null>({
        ...by,
        project,
        reads: [{ kind: 'environment', environment: null, keys: [key] }],
        decide: (state) => {
          const stored = state.get('environment', null, key)
          const about = {
            what: `environment ${JSON.stringify(key)}`,
            stands: standsAs(stored),
            ifMatch: by.ifMatch,
            asksForMatch: stored?.value?.production === true,
          }
          assertMay({ type: 'edit' }, about, ref)
          const value = parseEntity(environmentSchema, { ...stored?.value, ...given(patch) })
          return { type: 'commit', kind: 'environment.updated', entities: [{ ...ref, value }], result: null }
        },
      })
      return read(project, key)
    },
  }
}
