import type { ApiClient } from '@ripcord/api'
import type { Release } from './release'

/** A release as its file says it; its key too, which the file of a person may leave to the address. */
export type ReleaseFile = Parameters<ApiClient['applyRelease']>[0]['body'] & { release: string }
export type Check = NonNullable<ReleaseFile['checks']>[number]

/** The definition of a release, without where it stands. */
export type Definition = Pick<
  Release,
  'key' | 'description' | 'services' | 'flags' | 'strategy' | 'stages' | 'policy'
> &
  Partial<Pick<Release, 'preview' | 'splitBy' | 'checks' | 'startOn'>>

/** The file that makes this release: what is so by itself is left out. */
export function fileOfRelease(release: Definition): ReleaseFile {
  const { key, description, services, flags, preview, splitBy, checks, startOn } = release
  return {
    release: key,
    ...(description !== '' && { description }),
    services,
    flags,
    ...stagesOf(release),
    ...(preview !== undefined && { preview }),
    ...(splitBy !== undefined && { splitBy }),
    ...(checks !== undefined && { checks: checks.map(short) }),
    ...policyOf(release.policy),
    ...(startOn !== undefined && { startOn }),
  }
}

/** With where it goes out, which a file on its own has to say. */
export function inEnvironment({ release, ...rest }: ReleaseFile, environment: string): ReleaseFile {
  return { release, environment, ...rest }
}

const usual = { bakeTime: '10m', minSamples: 100, advance: 'automatic' } as const

function stagesOf({ strategy, stages }: Definition): Partial<ReleaseFile> {
  if (strategy === 'stages')
    return { stages: stages.map(({ share, ...pace }) => ({ share, ...paceOf(pace) })) }
  // All stages of a strategy have one pace; of blue/green the first has none, since nobody is served in it.
  const last = stages.at(-1)
  return {
    strategy,
    ...(last !== undefined && paceOf(last)),
    ...(strategy === 'canary' && last?.share === 1 && { keepControl: false }),
  }
}

function paceOf({ bakeTime, minSamples, advance }: Omit<Release['stages'][number], 'share'>) {
  return {
    ...(bakeTime !== usual.bakeTime && { bakeTime }),
    ...(minSamples !== usual.minSamples && { minSamples }),
    ...(advance !== usual.advance && { advance }),
  }
}

const usualPolicy = {
  mode: 'armed',
  killAlpha: 0.001,
  holdAlpha: 0.01,
  warnAlpha: 0.05,
  baselineFloor: 0.005,
}

function policyOf(policy: Definition['policy']): Partial<ReleaseFile> {
  const said = Object.entries(policy).filter(
    ([name, value]) => value !== usualPolicy[name as keyof typeof usualPolicy],
  )
  return said.length === 0 ? {} : { policy: Object.fromEntries(said) }
}

const usualCheck: { readonly [name: string]: unknown } = {
  interval: '10s',
  failAfter: '2 of 3',
  window: '0s',
  onNoData: 'hold',
  onError: 'hold',
  method: 'GET',
  lookback: '60s',
  minCount: 100,
  timeField: '@timestamp',
}

/** A check without what it would be anyway. */
export function short(check: Check): Check {
  return Object.fromEntries(
    Object.entries(check).filter(([name, value]) => usualCheck[name] !== value),
  ) as Check
}
