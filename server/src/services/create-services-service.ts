import { type Check, checkProblems, type Problem, type Service, serviceSchema } from '@ripcord/model'
import type { CommitChange, Verdict } from '../changes/commit-change.js'
import { pageOfKeys } from '../changes/cursor.js'
import { findEnvironments } from '../changes/environments.js'
import { given, parseEntity, refuseProblems } from '../changes/parse.js'
import type { Reading } from '../changes/reading.js'
import { assertMay } from '../changes/refuse.js'
import { RefusedError } from '../errors.js'
import type { EntityQuery, StateView, Storage } from '../storage/storage.js'
import type { ServicePatch, ServicesService, ServiceView } from './services-service.js'

export interface ServicesServiceDeps {
  storage: Pick<Storage, 'changes' | 'projects' | 'instances'>
  commitChange: CommitChange
  /** What would keep checks from being asked. */
  checkProblems?: ((project: string, checks: readonly Check[]) => Promise<Problem[]>) | undefined
}

/** Where a service's SDK has connected, by its name. */
type Sightings = ReadonlyMap<string, readonly string[]>

export function createServicesService({
  storage,
  commitChange,
  checkProblems: problemsOf = async () => [],
}: ServicesServiceDeps): ServicesService {
  async function sightings(project: string): Promise<Sightings> {
    const seen = new Map<string, string[]>()
    for (const { id, key } of await findEnvironments(storage, project))
      for (const name of await storage.instances.services(id))
        seen.set(name, [...(seen.get(name) ?? []), key])
    return seen
  }

  async function read(project: string, name: string): Promise<ServiceView> {
    const seen = await sightings(project)
    const state = await storage.changes.read(project, [readOf([name])])
    if (!isThere(state, seen, name)) throw notSeen(name)
    return serviceView(state, seen, name)
  }

  return {
    read,
    async list(project, page) {
      const seen = await sightings(project)
      const state = await storage.changes.read(project, [readOf(undefined)])
      const edited = state.list('service', null).map(({ key }) => key)
      const { items, nextCursor } = pageOfKeys([...new Set([...seen.keys(), ...edited])].sort(), page)
      return { items: items.map((name) => serviceView(state, seen, name)), nextCursor }
    },
    async update(project, name, patch, by) {
      const seen = await sightings(project)
      const problems = await problemsOf(project, patch.checks ?? [])
      if (problems.length > 0) throw refuseProblems(problems)
      await commitChange<null>({
        ...by,
        project,
        reads: [readOf([name])],
        decide: (state) => decideUpdate(state, seen, name, patch, by.ifMatch),
      })
      return read(project, name)
    },
  }
}

function decideUpdate(
  state: Reading,
  seen: Sightings,
  name: string,
  patch: ServicePatch,
  ifMatch: number | undefined,
): Verdict<null> {
  if (!isThere(state, seen, name)) throw notSeen(name)
  const ref = { kind: 'service', environment: null, key: name } as const
  const stands = serviceView(state, seen, name)
  const what = `service ${JSON.stringify(name)}`
  assertMay({ type: 'edit' }, { what, stands: { type: 'exists', revision: stands.revision }, ifMatch }, ref)
  const value = parseEntity(serviceSchema, { ...storedService(state, name), ...given(patch) })
  const problems = checkProblems(value.checks)
  if (problems.length > 0) throw refuseProblems(problems)
  return { type: 'commit', kind: 'service.updated', entities: [{ ...ref, value }], result: null }
}

function readOf(keys: readonly string[] | undefined): EntityQuery {
  return { kind: 'service', environment: null, ...(keys !== undefined && { keys }) }
}

function isThere(state: StateView, seen: Sightings, name: string): boolean {
  return seen.has(name) || Boolean(state.get('service', null, name)?.value)
}

function serviceView(state: StateView, seen: Sightings, name: string): ServiceView {
  const revision = state.get('service', null, name)?.revision ?? 0
  return { ...storedService(state, name), revision, environments: [...(seen.get(name) ?? [])] }
}

function storedService(state: StateView, name: string): Service {
  // A name that an SDK gave may be one that no person could: it is shown as it is.
  return state.get('service', null, name)?.value ?? { ...serviceSchema.parse({ name: 'new' }), name }
}

function notSeen(name: string): RefusedError {
  const message = `No SDK has connected as service ${JSON.stringify(name)}: it is there as soon as one has.`
  return new RefusedError('not-found', message)
}
