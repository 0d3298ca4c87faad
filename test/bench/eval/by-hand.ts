import type { Json } from '@ripcord/model'
import { murmur3Continue, murmur3Finish, murmur3Start } from '@ripcord/model/plain'
import type { EvaluationDetails } from '@ripcord/sdk'
import { type BenchContext, countries, inSegment, type Kind, outOfSegment, segmentIds } from './flags.js'

/** A flag as somebody would write it by hand for that flag alone. */
export type ByHand = (context: BenchContext) => Json
export type DetailsByHand = (context: BenchContext) => EvaluationDetails<Json>

const inThousand: ReadonlySet<string> = new Set(segmentIds)

export function byHand(kind: Kind, key: string): ByHand {
  switch (kind) {
    case 'on':
      return () => true
    case 'off':
      return () => false
    case 'rules': {
      const [a, b, c, d, e] = countries
      return ({ country }) => {
        if (country === a) return true
        if (country === b) return true
        if (country === c) return true
        if (country === d) return true
        return country === e
      }
    }
    case 'ownRules':
      return ({ plan, device, language, channel, country }) => {
        if (plan === 'enterprise') return true
        if (device === 'watch') return true
        if (language === 'eo') return true
        if (channel === 'beta') return true
        return country === 'is'
      }
    case 'split': {
      const seeded = murmur3Continue(murmur3Start(0), key)
      return ({ targetingKey }) => targetingKey !== undefined && murmur3Finish(seeded, targetingKey) < 2 ** 31
    }
    case 'segment':
      return ({ targetingKey }) =>
        targetingKey !== undefined && inThousand.has(targetingKey) ? inSegment : outOfSegment
  }
}

const noMetadata = Object.freeze({})

/** The same with all that is told beside the value. */
export function detailsByHand(kind: Kind, key: string): DetailsByHand {
  const valueOf = byHand(kind, key)
  return (context) => {
    const value = valueOf(context)
    const isOn = value === true || value === inSegment
    return {
      flagKey: key,
      value,
      variant: isOn ? 'on' : 'off',
      reason: reasonOf(kind, isOn),
      flagMetadata: noMetadata,
    }
  }
}

function reasonOf(kind: Kind, isOn: boolean): EvaluationDetails<Json>['reason'] {
  switch (kind) {
    case 'on':
      return 'STATIC'
    case 'off':
      return 'DISABLED'
    case 'split':
      return 'SPLIT'
    default:
      return isOn ? 'TARGETING_MATCH' : 'DEFAULT'
  }
}

/** What is told of a flag that is not there. */
export function absentByHand(key: string): EvaluationDetails<Json> {
  return {
    flagKey: key,
    value: false,
    reason: 'ERROR',
    errorCode: 'FLAG_NOT_FOUND',
    errorMessage: `${JSON.stringify(key)}: there is no such flag in this environment`,
    flagMetadata: noMetadata,
  }
}
