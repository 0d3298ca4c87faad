import type { EvaluationDetails, JsonValue } from '@openfeature/core'
import { FlagdCore } from '@openfeature/flagd-core'
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

const silent = { error: ignore, warn: ignore, info: ignore, debug: ignore }

function ignore(): void {}

export function openFlagd(flags: readonly BenchFlag[]): Peer {
  const core = new FlagdCore(undefined, silent)
  core.setConfigurations(
    JSON.stringify({ flags: Object.fromEntries(flags.map(([kind, key]) => [key, definitionOf(kind)])) }),
  )
  const asked = contexts.map((context) => ({ ...context }))
  return {
    name: '@openfeature/flagd-core',
    isSplitAlike: true,
    boolean: (key, context) => core.resolveBooleanEvaluation(key, false, asked[context]).value,
    object: (key, context) => core.resolveObjectEvaluation(key, {}, asked[context]).value,
    all: (context) => core.resolveAll(asked[context]),
    valuesOf: (answer) =>
      (answer as EvaluationDetails<JsonValue>[]).map(({ flagKey, value }) => [flagKey, value] as const),
  }
}

function definitionOf(kind: Kind): unknown {
  const flag = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' }
  const firstOf = (rules: readonly (readonly [string, string])[]) => ({
    if: [...rules.flatMap(([attribute, value]) => [{ '===': [{ var: attribute }, value] }, 'on']), 'off'],
  })
  switch (kind) {
    case 'on':
      return { ...flag, defaultVariant: 'on' }
    case 'off':
      return { ...flag, state: 'DISABLED' }
    case 'rules':
      return { ...flag, targeting: firstOf(countries.map((country) => ['country', country])) }
    case 'ownRules':
      return { ...flag, targeting: firstOf(attributeRules) }
    case 'split':
      return {
        ...flag,
        targeting: {
          fractional: [
            ['on', 50],
            ['off', 50],
          ],
        },
      }
    case 'segment':
      return {
        ...flag,
        variants: { on: inSegment, off: outOfSegment },
        targeting: { if: [{ in: [{ var: 'targetingKey' }, segmentIds] }, 'on', 'off'] },
      }
  }
}
