import { limits, murmur3Continue, murmur3Start } from '@ripcord/model/plain'
import { prepareAttribute } from '../attribute.js'
import type { OutcomePlan, SplitPlan } from '../plan.js'
import { show } from './problem.js'
import { type Fields, own, type Reader, readKey, readList, readObject, refuse } from './reader.js'

/** What an outcome is read against. */
export interface OutcomeSurroundings {
  /** The seed of splits that name none. */
  readonly flagKey: string
  readonly variants: ReadonlyMap<string, unknown>
}

export function readOutcome(
  reader: Reader,
  path: string,
  value: unknown,
  flag: OutcomeSurroundings,
): OutcomePlan | undefined {
  const fields = readObject(reader, path, value)
  if (fields === undefined) return undefined
  const type = own(fields, 'type')
  switch (type) {
    case 'variant': {
      const variant = readVariant(reader, `${path}.variant`, own(fields, 'variant'), flag)
      return variant === undefined ? undefined : { type, variant }
    }
    case 'callerDefault':
      return { type }
    case 'split':
      return readSplit(reader, path, fields, flag)
    default:
      return refuse(reader, `${path}.type`, `expected variant, callerDefault or split, saw ${show(type)}`)
  }
}

/** The key of one of the flag's variants. */
export function readVariant(
  reader: Reader,
  path: string,
  value: unknown,
  flag: OutcomeSurroundings,
): string | undefined {
  if (typeof value === 'string' && flag.variants.has(value)) return value
  return refuse(reader, path, `expected one of the flag's variants, saw ${show(value)}`)
}

function readSplit(
  reader: Reader,
  path: string,
  fields: Fields,
  flag: OutcomeSurroundings,
): SplitPlan | undefined {
  const before = reader.problems.length
  const weights = readList(
    reader,
    `${path}.weights`,
    own(fields, 'weights'),
    limits.splitWeights,
    (entry, at) => readShare(reader, at, entry, flag),
  )
  const seed = readSeed(reader, `${path}.seed`, own(fields, 'seed'), flag.flagKey)
  const named = own(fields, 'bucketBy')
  const bucketBy = named === undefined ? 'targetingKey' : readKey(reader, `${path}.bucketBy`, named)
  const whereMissing = own(fields, 'missing')
  const missing =
    whereMissing === undefined ? undefined : readVariant(reader, `${path}.missing`, whereMissing, flag)
  if (reader.problems.length > before || bucketBy === undefined) return undefined
  const totalWeight = weights.reduce((sum, { weight }) => sum + weight, 0)
  if (totalWeight === 0) return refuse(reader, `${path}.weights`, 'expected weights whose sum is above 0')
  if (totalWeight > limits.splitWeight)
    return refuse(reader, `${path}.weights`, `expected weights whose sum is at most ${limits.splitWeight}`)
  return {
    type: 'split',
    shares: weights.filter(({ weight }) => weight > 0),
    totalWeight,
    bucketBy: prepareAttribute(bucketBy, reader.constants),
    seeded: murmur3Continue(murmur3Start(0), seed),
    missing,
  }
}

function readShare(
  reader: Reader,
  path: string,
  value: unknown,
  flag: OutcomeSurroundings,
): { variant: string; weight: number } | undefined {
  const fields = readObject(reader, path, value)
  if (fields === undefined) return undefined
  const variant = readVariant(reader, `${path}.variant`, own(fields, 'variant'), flag)
  const weight = own(fields, 'weight')
  if (typeof weight !== 'number' || !Number.isInteger(weight) || weight < 0 || weight > limits.splitWeight)
    return refuse(
      reader,
      `${path}.weight`,
      `expected a whole number from 0 to ${limits.splitWeight}, saw ${show(weight)}`,
    )
  return variant === undefined ? undefined : { variant, weight }
}

function readSeed(reader: Reader, path: string, value: unknown, flagKey: string): string {
  if (value === undefined) return flagKey
  if (typeof value === 'string' && value.length <= limits.keyLength) return value
  refuse(reader, path, `expected text of at most ${limits.keyLength} characters, saw ${show(value)}`)
  return flagKey
}
