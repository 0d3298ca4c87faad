import { limits, murmur3Continue, murmur3Finish, murmur3Start } from '@ripcord/model/plain'
import { type Attribute, attributesOf, identifierOf, prepareAttribute, readAttribute } from '../attribute.js'
import type { OutcomePlan } from '../plan.js'
import type { FlagRelease } from '../types.js'
import { show } from './problem.js'
import { type OutcomeSurroundings, readVariant } from './read-outcome.js'
import { type Fields, own, type Reader, readKey, readObject, refuse } from './reader.js'

/** The running release that owns the flag's default outcome, which is `served`. */
export function readRelease(
  reader: Reader,
  value: unknown,
  served: OutcomePlan | undefined,
  flag: OutcomeSurroundings,
): FlagRelease | undefined {
  if (value === undefined) return undefined
  const fields = readObject(reader, 'release', value)
  if (fields === undefined) return undefined
  const key = readKey(reader, 'release.key', own(fields, 'key'))
  const treatment = readVariant(reader, 'release.treatment', own(fields, 'treatment'), flag)
  const control = readVariant(reader, 'release.control', own(fields, 'control'), flag)
  const generation = readCount(reader, 'generation', fields)
  const stage = readCount(reader, 'stage', fields)
  const seed = readSeed(reader, own(fields, 'seed'))
  const slowAfterMs = readSlowAfter(reader, own(fields, 'slowAfterMs'))
  const attribute = readBucketBy(reader, own(fields, 'bucketBy'), served)
  if (key === undefined || treatment === undefined || control === undefined) return undefined
  if (generation === undefined || stage === undefined || seed === undefined) return undefined
  // What the split hashes begins with the seed alone, so that the two hashes of a subject tell nothing of each other.
  const salt = murmur3Continue(murmur3Start(0), `outcomes/${seed}/`)
  return {
    key,
    generation,
    stage,
    treatment,
    control,
    slowAfterMs,
    subjectOf: (context) => identifierOf(readAttribute(attribute, attributesOf(context))),
    bucketOf: (subject) => murmur3Finish(salt, subject),
  }
}

function readCount(reader: Reader, name: string, fields: Fields): number | undefined {
  const value = own(fields, name)
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  return refuse(reader, `release.${name}`, `expected a whole number of at least 0, saw ${show(value)}`)
}

function readSeed(reader: Reader, value: unknown): string | undefined {
  if (typeof value === 'string' && value.length <= limits.keyLength) return value
  const expected = `expected text of at most ${limits.keyLength} characters, saw ${show(value)}`
  return refuse(reader, 'release.seed', expected)
}

function readSlowAfter(reader: Reader, value: unknown): number | undefined {
  if (value === undefined || (typeof value === 'number' && value >= 0 && Number.isFinite(value))) return value
  return refuse(reader, 'release.slowAfterMs', `expected a number of milliseconds, saw ${show(value)}`)
}

function readBucketBy(reader: Reader, value: unknown, served: OutcomePlan | undefined): Attribute {
  const named = value === undefined ? undefined : readKey(reader, 'release.bucketBy', value)
  if (named === undefined && served?.type === 'split') return served.bucketBy
  return prepareAttribute(named ?? 'targetingKey', reader.constants)
}
