import type { ProjectIndex } from '../changes/project-index.js'
import { notFound } from '../errors.js'
import type { StateView, Stored } from '../storage/storage.js'
import type { FlagView, SettingsView } from './flags-service.js'

/** A flag as it is answered. @throws RefusedError `not-found` */
export function flagView(
  state: StateView,
  index: ProjectIndex,
  environments: readonly string[],
  key: string,
): FlagView {
  const stored = state.get('flag', null, key)
  if (!stored?.value) throw notFound('flag', key)
  const settings = environments.flatMap((environment) => {
    const found = state.get('flagSettings', environment, key)
    return found?.value ? [[environment, settingsView(found, index)] as const] : []
  })
  return { ...stored.value, revision: stored.revision, environments: Object.fromEntries(settings) }
}

/** @throws RefusedError `not-found` */
export function settingsView(stored: Stored<'flagSettings'>, index: ProjectIndex): SettingsView {
  const { key: flag, value, revision } = stored
  const environment = stored.environment ?? ''
  if (value === null) throw notFound('flag', flag, environment)
  return { ...value, flag, environment, revision, kills: index.killsOf(environment, flag) }
}
