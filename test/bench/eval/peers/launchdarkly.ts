import { init, integrations, type LDContext, type LDFlagsState } from '@launchdarkly/node-server-sdk'
import type { Scope } from '../../../harness/scope.js'
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

export async function openLaunchdarkly(scope: Scope, flags: readonly BenchFlag[]): Promise<Peer> {
  const data = new integrations.TestData()
  await data.usePreconfiguredSegment({
    key: 'thousand',
    version: 1,
    included: segmentIds,
    excluded: [],
    rules: [],
    salt: 'salt',
  })
  for (const [kind, key] of flags) await data.usePreconfiguredFlag(definitionOf(kind, key))
  const client = init('sdk-key', {
    updateProcessor: data.getFactory(),
    sendEvents: false,
    diagnosticOptOut: true,
    logger: silent,
  })
  scope.defer(() => client.close())
  await client.waitForInitialization({ timeout: 10 })
  const asked = contexts.map(
    ({ targetingKey, ...attributes }): LDContext => ({ kind: 'user', key: targetingKey, ...attributes }),
  )
  const contextAt = (index: number) => asked[index] as LDContext
  return {
    name: '@launchdarkly/node-server-sdk',
    isSplitAlike: false,
    boolean: (key, context) => client.boolVariation(key, contextAt(context), false),
    object: (key, context) => client.jsonVariation(key, contextAt(context), {}),
    all: (context) => client.allFlagsState(contextAt(context)),
    valuesOf: (answer) => Object.entries((answer as LDFlagsState).allValues()),
  }
}

const [on, off] = [0, 1]

function definitionOf(kind: Kind, key: string): unknown {
  const flag = {
    key,
    version: 1,
    on: true,
    variations: [true, false],
    offVariation: off,
    fallthrough: { variation: off },
    salt: 'salt',
    targets: [],
    prerequisites: [],
    rules: [] as unknown[],
  }
  const ruleOf = (attribute: string, op: string, value: string) => ({
    id: value,
    variation: on,
    clauses: [{ contextKind: 'user', attribute, op, values: [value], negate: false }],
  })
  switch (kind) {
    case 'on':
      return { ...flag, fallthrough: { variation: on } }
    case 'off':
      return { ...flag, on: false }
    case 'rules':
      return { ...flag, rules: countries.map((country) => ruleOf('country', 'in', country)) }
    case 'ownRules':
      return { ...flag, rules: attributeRules.map(([attribute, value]) => ruleOf(attribute, 'in', value)) }
    case 'split': {
      const variations = [on, off].map((variation) => ({ variation, weight: 50_000 }))
      return { ...flag, fallthrough: { rollout: { kind: 'rollout', contextKind: 'user', variations } } }
    }
    case 'segment':
      return {
        ...flag,
        variations: [inSegment, outOfSegment],
        rules: [ruleOf('', 'segmentMatch', 'thousand')],
      }
  }
}
