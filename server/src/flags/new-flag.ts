import {
  type EntityWrite,
  type FlagDefinition,
  type FlagSettings,
  flagDefinitionSchema,
  flagSettingsSchema,
} from '@ripcord/model'
import { defaultSettings } from '../changes/default-settings.js'
import { given, parseEntity } from '../changes/parse.js'
import { notFound } from '../errors.js'
import type { NewFlag, SettingsPatch } from './flags-service.js'

/**
 * A flag that is born, with its settings in each environment: disabled, serving its off variant, where the input does
 * not say otherwise.
 *
 * @throws RefusedError `invalid`, `not-found` (an environment that is named)
 */
export function newFlagWrites(input: NewFlag, environments: readonly string[]): EntityWrite[] {
  const { environments: patches = {}, ...rest } = input
  const flag = parseEntity(flagDefinitionSchema, given(rest))
  for (const named of Object.keys(patches))
    if (!environments.includes(named)) throw notFound('environment', named)
  return [
    { kind: 'flag', environment: null, key: flag.key, value: flag },
    ...environments.map((environment): EntityWrite => {
      const value = newSettings(flag, patches[environment] ?? {}, `/environments/${environment}`)
      return { kind: 'flagSettings', environment, key: flag.key, value }
    }),
  ]
}

function newSettings(flag: FlagDefinition, patch: SettingsPatch, prefix: string): FlagSettings {
  const defaults = defaultSettings(flag)
  if (patch.offVariant === undefined)
    return parseEntity(flagSettingsSchema, { ...defaults, ...given(patch) }, prefix)
  const { offVariant } = patch
  const served = offVariant === null ? { type: 'callerDefault' } : { type: 'variant', variant: offVariant }
  return parseEntity(flagSettingsSchema, { ...defaults, default: served, ...given(patch) }, prefix)
}
