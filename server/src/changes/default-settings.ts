import type { FlagDefinition, FlagSettings } from '@ripcord/model'

/** How a flag is set where nobody has said anything: disabled, and serving its off variant. */
export function defaultSettings(flag: Pick<FlagDefinition, 'variants'>): FlagSettings {
  const offVariant = offVariantOf(flag)
  return {
    enabled: false,
    offVariant,
    prerequisites: [],
    rules: [],
    default: offVariant === null ? { type: 'callerDefault' } : { type: 'variant', variant: offVariant },
    whenBlind: { type: 'keep' },
  }
}

/** The variant that is safe by its name or its value; null where none is. */
export function offVariantOf({ variants }: Pick<FlagDefinition, 'variants'>): string | null {
  if (Object.hasOwn(variants, 'off')) return 'off'
  return Object.keys(variants).find((variant) => variants[variant] === false) ?? null
}
