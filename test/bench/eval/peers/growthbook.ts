import { type FeatureDefinition, GrowthBookClient } from '@growthbook/growthbook'
import {
  attributeRules,
  type BenchFlag,
  contexts,
  countries,
  inSegment,
  type Kind,
  outOfSegment,
  segmentIds,
} from '../flags.js'
import type { Peer } from './peer.js'

export function openGrowthbook(flags: readonly BenchFlag[]): Peer {
  const client = new GrowthBookClient().initSync({
    payload: {
      features: Object.fromEntries(flags.map(([kind, key]) => [key, definitionOf(kind)])),
      savedGroups: { thousand: [...segmentIds] },
    },
  })
  const asked = contexts.map(({ targetingKey, ...attributes }) => ({
    attributes: { id: targetingKey, ...attributes },
  }))
  const boolean = (key: string, context: number) => client.isOn(key, asked[context] ?? {})
  const object = (key: string, context: number) => client.getFeatureValue(key, {}, asked[context] ?? {})
  return {
    name: '@growthbook/growthbook',
    isSplitAlike: false,
    boolean,
    object,
    all: (context) =>
      flags.map(([kind, key]) => (kind === 'segment' ? object(key, context) : boolean(key, context))),
    valuesOf: (answer) => (answer as unknown[]).map((value, i) => [flags[i]?.[1] ?? '', value] as const),
  }
}

function definitionOf(kind: Kind): FeatureDefinition {
  switch (kind) {
    case 'on':
      return { defaultValue: true }
    case 'off':
      return { defaultValue: false }
    case 'rules':
      return {
        defaultValue: false,
        rules: countries.map((country) => ({ condition: { country }, force: true })),
      }
    case 'ownRules':
      return {
        defaultValue: false,
        rules: attributeRules.map(([attribute, value]) => ({
          condition: { [attribute]: value },
          force: true,
        })),
      }
    case 'split':
      return { defaultValue: false, rules: [{ force: true, coverage: 0.5, hashAttribute: 'id' }] }
    case 'segment':
      return {
        defaultValue: outOfSegment,
        rules: [{ condition: { id: { $inGroup: 'thousand' } }, force: inSegment }],
      }
  }
}
