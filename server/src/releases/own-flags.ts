import { type EntityWrite, type FlagRelease, type Release, slowAfterMsOf } from '@ripcord/model'
import type { Reading } from '../changes/reading.js'

/** The release's hand on its flags, as of its present stage. The default outcomes below stay as they are. */
export function ownWrites(state: Reading, environment: string, release: Release): EntityWrite[] {
  const keys = release.flags.map(({ key }) => key)
  state.need([{ kind: 'flagSettings', environment, keys }])
  return release.flags.flatMap(({ key, outgoing }): EntityWrite[] => {
    const settings = state.get('flagSettings', environment, key)?.value
    // Preflight and ownership see to it that it is a plain variant from the start to the end.
    if (!settings || settings.default.type !== 'variant') return []
    const own = ownership(release, outgoing, settings.default.variant)
    return [{ kind: 'flagSettings', environment, key, value: { ...settings, release: own } }]
  })
}

/** The outgoing variants as the default outcomes that everybody gets from now on. */
export function completedWrites(state: Reading, environment: string, release: Release): EntityWrite[] {
  const keys = release.flags.map(({ key }) => key)
  state.need([{ kind: 'flagSettings', environment, keys }])
  return release.flags.flatMap(({ key, outgoing }): EntityWrite[] => {
    const settings = state.get('flagSettings', environment, key)?.value
    if (settings?.release?.key !== release.key) return []
    const { release: _release, ...own } = settings
    const value = { ...own, default: { type: 'variant', variant: outgoing } as const }
    return [{ kind: 'flagSettings', environment, key, value }]
  })
}

function ownership(release: Release, outgoing: string, previous: string): FlagRelease {
  const { key, generation, seed, splitBy, preview } = release
  const stage = release.stage ?? 0
  const slowAfterMs = slowAfterMsOf(release)
  return {
    key,
    generation,
    stage,
    share: release.stages[stage]?.share ?? 0,
    outgoing,
    previous,
    seed,
    ...(splitBy !== undefined && { bucketBy: splitBy }),
    ...(slowAfterMs !== undefined && { slowAfterMs }),
    ...(preview !== undefined && { preview }),
  }
}
