import type { FlagType, Json } from '@ripcord/model'
import { limits } from '@ripcord/model/plain'
import type { FlagPlan, PrerequisitePlan, RulePlan } from '../plan.js'
import type { FlagMetadata } from '../types.js'
import { flagTypeOf, frozenJson } from './json.js'
import { show } from './problem.js'
import { readCondition } from './read-condition.js'
import { type OutcomeSurroundings, readOutcome, readVariant } from './read-outcome.js'
import { readRelease } from './read-release.js'
import {
  type Fields,
  own,
  type Reader,
  readBoolean,
  readKey,
  readList,
  readObject,
  readVariantKeys,
  refuse,
} from './reader.js'

/** Reads a flag as sent; undefined where a problem was noted. Fields that it does not know are skipped. */
export function readFlag(reader: Reader, flagKey: string, value: unknown): FlagPlan | undefined {
  const fields = readObject(reader, '', value)
  if (fields === undefined) return undefined
  const key = readKey(reader, 'key', own(fields, 'key'))
  if (key !== undefined && key !== flagKey)
    refuse(reader, 'key', `expected ${show(flagKey)}, saw ${show(key)}`)
  const type = readType(reader, own(fields, 'type'))
  if (type === undefined) return undefined
  const variants = readVariants(reader, own(fields, 'variants'), type)
  const flag: OutcomeSurroundings = { flagKey, variants }
  const enabled = readBoolean(reader, 'enabled', own(fields, 'enabled'))
  const offVariant = own(fields, 'offVariant')
  if (offVariant !== null) readVariant(reader, 'offVariant', offVariant, flag)
  const served = readOutcome(reader, 'default', own(fields, 'default'), flag)
  const metadata = readMetadata(reader, own(fields, 'metadata'))
  const prerequisites = readPrerequisites(reader, fields)
  const rules = readRules(reader, own(fields, 'rules'), flag)
  const blindAfterMinutes = readWhenBlind(reader, own(fields, 'whenBlind'))
  const release = readRelease(reader, own(fields, 'release'), served, flag)
  if (reader.problems.length > 0 || enabled === undefined || served === undefined) return undefined
  // Written out and not spread: ten thousand of them are read before a process is ready.
  return {
    type,
    variants,
    metadata,
    enabled,
    offVariant: offVariant as string | null,
    prerequisites,
    rules,
    default: served,
    blindAfterMinutes,
    release,
  }
}

function readType(reader: Reader, value: unknown): FlagType | undefined {
  switch (value) {
    case 'boolean':
    case 'string':
    case 'number':
    case 'object':
      return value
    default:
      return refuse(reader, 'type', `expected boolean, string, number or object, saw ${show(value)}`)
  }
}

function readVariants(reader: Reader, value: unknown, type: FlagType): ReadonlyMap<string, Json> {
  const variants = new Map<string, Json>()
  const fields = readObject(reader, 'variants', value)
  if (fields === undefined) return variants
  const names = Object.keys(fields)
  if (names.length === 0 || names.length > limits.variantsPerFlag) {
    refuse(reader, 'variants', `expected 1 to ${limits.variantsPerFlag} variants, saw ${names.length}`)
    return variants
  }
  for (const name of names) {
    const path = `variants.${name}`
    readKey(reader, path, name)
    const json = frozenJson(fields[name])
    if (json === undefined || json === null || flagTypeOf(json) !== type)
      refuse(reader, path, `expected a value of type ${type}, saw ${show(fields[name])}`)
    else if (typeof json === 'string' && json.length > limits.stringLength)
      refuse(reader, path, `expected at most ${limits.stringLength} characters, saw ${json.length}`)
    else variants.set(name, json)
  }
  return variants
}

function readPrerequisites(reader: Reader, fields: Fields): PrerequisitePlan[] {
  const value = own(fields, 'prerequisites')
  return readList(reader, 'prerequisites', value, limits.prerequisitesPerFlag, (entry, path) => {
    const prerequisite = readObject(reader, path, entry)
    if (prerequisite === undefined) return undefined
    const flag = readKey(reader, `${path}.flag`, own(prerequisite, 'flag'))
    const variants = readVariantKeys(reader, `${path}.variants`, own(prerequisite, 'variants'))
    if (flag === undefined) return undefined
    reader.references.push(`flag:${flag}`)
    return { flag, variants }
  })
}

function readRules(reader: Reader, value: unknown, flag: OutcomeSurroundings): RulePlan[] {
  const ids = new Set<string>()
  return readList(reader, 'rules', value, limits.rulesPerFlag, (entry, path) => {
    const fields = readObject(reader, path, entry)
    if (fields === undefined) return undefined
    const id = readKey(reader, `${path}.id`, own(fields, 'id'))
    if (id !== undefined && ids.has(id)) refuse(reader, `${path}.id`, `another rule has the id ${show(id)}`)
    if (id !== undefined) ids.add(id)
    const when = readCondition(reader, `${path}.when`, own(fields, 'when'))
    const serve = readOutcome(reader, `${path}.serve`, own(fields, 'serve'), flag)
    return id === undefined || when === undefined || serve === undefined ? undefined : { id, when, serve }
  })
}

function readWhenBlind(reader: Reader, value: unknown): number | null {
  if (value === undefined) return null
  const fields = readObject(reader, 'whenBlind', value)
  const type = fields && own(fields, 'type')
  if (fields === undefined || type === 'keep') return null
  const minutes = own(fields, 'afterMinutes')
  if (type !== 'safe') refuse(reader, 'whenBlind.type', `expected keep or safe, saw ${show(type)}`)
  else if (isBlindMinutes(minutes)) return minutes
  else
    refuse(
      reader,
      'whenBlind.afterMinutes',
      `expected a whole number from 1 to ${limits.blindMinutes}, saw ${show(minutes)}`,
    )
  return null
}

function isBlindMinutes(minutes: unknown): minutes is number {
  return Number.isInteger(minutes) && (minutes as number) >= 1 && (minutes as number) <= limits.blindMinutes
}

const noMetadata: FlagMetadata = Object.freeze({})

function readMetadata(reader: Reader, value: unknown): FlagMetadata {
  if (value === undefined) return noMetadata
  const fields = readObject(reader, 'metadata', value)
  if (fields === undefined) return noMetadata
  const names = Object.keys(fields)
  if (names.length === 0) return noMetadata
  if (names.length > limits.metadataEntries)
    refuse(reader, 'metadata', `expected at most ${limits.metadataEntries} entries, saw ${names.length}`)
  const metadata: { [key: string]: string | number | boolean } = {}
  for (const name of names) {
    const entry = fields[name]
    const key = readKey(reader, `metadata.${name}`, name)
    if (typeof entry !== 'string' && typeof entry !== 'boolean' && !Number.isFinite(entry))
      refuse(reader, `metadata.${name}`, `expected text, a number, true or false, saw ${show(entry)}`)
    else if (typeof entry === 'string' && entry.length > limits.stringLength)
      refuse(
        reader,
        `metadata.${name}`,
        `expected at most ${limits.stringLength} characters, saw ${entry.length}`,
      )
    else if (key !== undefined) metadata[key] = entry as string | number | boolean
  }
  return Object.freeze(metadata)
}
