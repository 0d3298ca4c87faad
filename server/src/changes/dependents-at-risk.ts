import {
  countConditions,
  type FlagDefinition,
  type Node,
  nodeName,
  type Segment,
  type StoredFlagSettings,
  segmentReferences,
  settingsReferences,
} from '@ripcord/model'
import type { After } from './after.js'

/**
 * Names of flags and segments that are not written themselves, but may no longer fit because of what is: they refer,
 * over any number of steps, to something that lost a variant, went away, or refers to more than before. Usually none,
 * and then nothing is read.
 */
export function dependentsAtRisk(after: After, environment: string, written: readonly Node[]): Set<string> {
  needBefore(after, environment, written)
  const grown = written.filter((node) => isRisky(after, environment, node))
  if (grown.length === 0) return new Set()
  return after.reading.index().allDependents(environment, grown)
}

function needBefore(after: After, environment: string, written: readonly Node[]): void {
  const flags = written.filter(({ kind }) => kind === 'flag').map(({ key }) => key)
  const segments = written.filter(({ kind }) => kind === 'segment').map(({ key }) => key)
  after.reading.need([
    { kind: 'flag', environment: null, keys: flags },
    { kind: 'flagSettings', environment, keys: flags },
    { kind: 'segment', environment, keys: segments },
  ])
}

function isRisky(after: After, environment: string, { kind, key }: Node): boolean {
  if (kind === 'segment')
    return isRiskySegment(after.before('segment', environment, key), after.get('segment', environment, key))
  return (
    isRiskyDefinition(after.before('flag', null, key), after.get('flag', null, key)) ||
    isRiskySettings(
      after.before('flagSettings', environment, key),
      after.get('flagSettings', environment, key),
    )
  )
}

type Maybe<T> = T | null | undefined

// What was not there before has nobody who refers to it.
function isRiskyDefinition(before: Maybe<FlagDefinition>, now: Maybe<FlagDefinition>): boolean {
  if (!before || before.archived) return false
  if (!now || now.archived) return true
  return Object.keys(before.variants).some((variant) => !Object.hasOwn(now.variants, variant))
}

function isRiskySettings(before: Maybe<StoredFlagSettings>, now: Maybe<StoredFlagSettings>): boolean {
  if (!before) return false
  if (!now) return true
  return (
    hasNew(settingsReferences(before), settingsReferences(now)) ||
    conditionsOf(now.rules.map(({ when }) => when)) > conditionsOf(before.rules.map(({ when }) => when))
  )
}

function isRiskySegment(before: Maybe<Segment>, now: Maybe<Segment>): boolean {
  if (!before) return false
  if (!now) return true
  return (
    hasNew(segmentReferences(before), segmentReferences(now)) ||
    conditionsOf(now.rules) > conditionsOf(before.rules)
  )
}

function hasNew(before: readonly Node[], now: readonly Node[]): boolean {
  const known = new Set(before.map(nodeName))
  return now.some((node) => !known.has(nodeName(node)))
}

function conditionsOf(conditions: readonly Parameters<typeof countConditions>[0][]): number {
  return conditions.reduce((sum, condition) => sum + countConditions(condition), 0)
}
