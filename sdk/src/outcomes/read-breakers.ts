import { describe, messageOf } from '../describe.js'
import { isRecord } from '../json.js'
import type { BreakerSettings } from './breaker.js'

const standard: BreakerSettings = {
  errorShare: 0.5,
  minRequests: 20,
  windowMs: 10_000,
  coolDownMs: 30_000,
  trials: 5,
}
const bounds: { readonly [name in keyof BreakerSettings]: readonly [least: number, most: number] } = {
  errorShare: [Number.MIN_VALUE, 1],
  minRequests: [1, 1_000_000],
  windowMs: [100, 3_600_000],
  coolDownMs: [100, 86_400_000],
  trials: [1, 1_000],
}
const names = Object.keys(bounds) as readonly (keyof BreakerSettings)[]

/** The breakers of a client's options by flag, every default filled in. Total. */
export function readBreakers(
  value: unknown,
  warn: (message: string) => void,
): ReadonlyMap<string, BreakerSettings> {
  const breakers = new Map<string, BreakerSettings>()
  if (value === undefined) return breakers
  try {
    if (!isRecord(value)) warn(`breakers is ${describe(value)}: expected an object of options by flag key`)
    else
      for (const [flagKey, of] of Object.entries(value)) breakers.set(flagKey, readBreaker(flagKey, of, warn))
  } catch (error) {
    warn(`breakers could not be read: ${messageOf(error)}`)
  }
  return breakers
}

function readBreaker(flagKey: string, value: unknown, warn: (message: string) => void): BreakerSettings {
  const read = (name: keyof BreakerSettings): number => {
    const given = isRecord(value) ? value[name] : undefined
    const [least, most] = bounds[name]
    if (given === undefined) return standard[name]
    if (typeof given === 'number' && given >= least && given <= most) return given
    const expected =
      name === 'errorShare' ? 'a number above 0 and up to 1' : `a number from ${least} to ${most}`
    warn(`breakers.${flagKey}.${name} is ${describe(given)}: expected ${expected}; ${standard[name]} is used`)
    return standard[name]
  }
  return Object.fromEntries(names.map((name) => [name, read(name)])) as unknown as BreakerSettings
}
