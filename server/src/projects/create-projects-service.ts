import {
  type EntityWrite,
  type Environment,
  environmentSchema,
  limits,
  type Project,
  projectSchema,
} from '@ripcord/model'
import type { CommitChange } from '../changes/commit-change.js'
import { given, parseEntity, refuseProblems } from '../changes/parse.js'
import { assertMay, standsAs } from '../changes/refuse.js'
import { notFound, RefusedError } from '../errors.js'
import type { Storage } from '../storage/storage.js'
import type { NewEnvironment, NewProject, ProjectsService, ProjectView } from './projects-service.js'

export interface ProjectsServiceDeps {
  storage: Pick<Storage, 'changes' | 'projects'>
  commitChange: CommitChange
  /** An id that was never given before. */
  newId: () => string
}

const firstEnvironments: readonly NewEnvironment[] = [
  { key: 'production', name: 'Production', production: true },
  { key: 'staging', name: 'Staging' },
]

export function createProjectsService(deps: ProjectsServiceDeps): ProjectsService {
  const { storage, commitChange, newId } = deps

  async function read(key: string): Promise<ProjectView> {
    if ((await storage.projects.get(key)) === undefined) throw notFound('project', key)
    const state = await storage.changes.read(key, [
      { kind: 'project', environment: null },
      { kind: 'environment', environment: null },
    ])
    const stored = state.get('project', null, key)
    if (!stored?.value) throw notFound('project', key)
    const environments = state
      .list('environment', null)
      .flatMap(({ value, revision }) => (value === null ? [] : [{ ...value, revision }]))
    return { ...stored.value, revision: stored.revision, head: state.revision, environments }
  }

  return {
    read,
    async list() {
      const projects = await storage.projects.list()
      return Promise.all(projects.map(({ key }) => read(key)))
    },
    async create(input, by) {
      const { project, environments } = newProject(input, newId)
      if ((await storage.projects.list()).length >= limits.projects)
        throw new RefusedError(
          'limit-reached',
          `There are ${limits.projects} projects, as many as there can be.`,
        )
      await commitChange<null>({
        ...by,
        project: project.key,
        reads: [
          { kind: 'project', environment: null },
          { kind: 'environment', environment: null },
        ],
        create: { projectId: project.id },
        decide: (state) => {
          const ref = { kind: 'project', environment: null, key: project.key } as const
          const stands = standsAs(state.get('project', null, project.key))
          assertMay({ type: 'create' }, { what: `project ${JSON.stringify(project.key)}`, stands }, ref)
          const entities: EntityWrite[] = [
            { ...ref, value: project },
            ...environments.map(
              (value): EntityWrite => ({ kind: 'environment', environment: null, key: value.key, value }),
            ),
          ]
          return { type: 'commit', kind: 'project.created', entities, result: null }
        },
      })
      return read(project.key)
    },
    async update(key, patch, by) {
      await commitChange<null>({
        ...by,
        project: key,
        reads: [{ kind: 'project', environment: null, keys: [key] }],
        decide: (state) => {
          const stored = state.get('project', null, key)
          const ref = { kind: 'project', environment: null, key } as const
          const what = `project ${JSON.stringify(key)}`
          assertMay({ type: 'edit' }, { what, stands: standsAs(stored), ifMatch: by.ifMatch }, ref)
          const value = parseEntity(projectSchema, { ...stored?.value, ...given(patch) })
          return { type: 'commit', kind: 'project.updated', entities: [{ ...ref, value }], result: null }
        },
      })
      return read(key)
    },
  }
}

/** @throws RefusedError `invalid` */
function newProject(
  input: NewProject,
  newId: () => string,
): { project: Project; environments: Environment[] } {
  const { environments = firstEnvironments, ...rest } = input
  const project = parseEntity(projectSchema, { ...given(rest), id: newId() })
  const made = environments.map((environment, i) =>
    parseEntity(environmentSchema, { ...given(environment), id: newId() }, `/environments/${i}`),
  )
  const twice = made.findIndex(({ key }, i) => made.findIndex((other) => other.key === key) !== i)
  if (twice >= 0)
    throw refuseProblems([{ path: `/environments/${twice}/key`, message: 'this key is named twice' }])
  if (made.length === 0 || made.length > limits.environmentsPerProject) {
    const message = `expected 1 to ${limits.environmentsPerProject} environments`
    throw refuseProblems([{ path: '/environments', message, seen: made.length }])
  }
  return { project, environments: made }
}
