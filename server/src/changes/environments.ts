import type { Environment } from '@ripcord/model'
import { notFound } from '../errors.js'
import type { StateView, Storage } from '../storage/storage.js'

/** Environments that exist, in order of key. `environment` entities must have been read. */
export function environmentsOf(state: StateView): Environment[] {
  return state.list('environment', null).flatMap(({ value }) => value ?? [])
}

/** @throws RefusedError `not-found` */
export function environmentIn(state: StateView, key: string): Environment {
  const found = state.get('environment', null, key)?.value
  if (!found) throw notFound('environment', key)
  return found
}

/** Outside any lock. @throws RefusedError `not-found` (project, environment) */
export async function findEnvironment(
  storage: Pick<Storage, 'projects'>,
  project: string,
  key: string,
): Promise<Environment> {
  const found = (await findEnvironments(storage, project)).find((environment) => environment.key === key)
  if (found === undefined) throw notFound('environment', key)
  return found
}

/** @throws RefusedError `not-found` (project) */
export async function findEnvironments(
  storage: Pick<Storage, 'projects'>,
  project: string,
): Promise<Environment[]> {
  if ((await storage.projects.get(project)) === undefined) throw notFound('project', project)
  return storage.projects.environments(project)
}
