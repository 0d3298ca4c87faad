import { once } from 'node:events'
import { type Context, InMemStorageProvider, Unleash } from 'unleash-client'
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
import { serveLocally } from '../loopback.js'
import type { Peer } from './peer.js'

export async function openUnleash(scope: Scope, flags: readonly BenchFlag[]): Promise<Peer> {
  const url = await serveLocally(scope, { '/client/features': { body: featuresOf(flags) } })
  const client = new Unleash({
    url,
    appName: 'bench',
    refreshInterval: 3_600_000,
    disableMetrics: true,
    storageProvider: new InMemStorageProvider(),
  })
  scope.defer(() => client.destroy())
  await once(client, 'synchronized', { signal: AbortSignal.timeout(30_000) })
  const asked = contexts.map(
    ({ targetingKey, ...properties }): Context => ({ userId: targetingKey, properties }),
  )
  const boolean = (key: string, context: number) => client.isEnabled(key, asked[context], false)
  // A variant's payload is text; whoever wants the object parses it.
  const object = (key: string, context: number): unknown => {
    const { payload } = client.getVariant(key, asked[context])
    return payload === undefined ? {} : JSON.parse(payload.value)
  }
  return {
    name: 'unleash-client',
    isSplitAlike: false,
    boolean,
    object,
    all: (context) =>
      flags.map(([kind, key]) => (kind === 'segment' ? object(key, context) : boolean(key, context))),
    valuesOf: (answer) => (answer as unknown[]).map((value, i) => [flags[i]?.[1] ?? '', value] as const),
  }
}

function featuresOf(flags: readonly BenchFlag[]): unknown {
  return {
    version: 2,
    features: flags.map(([kind, name]) => ({
      name,
      type: 'release',
      enabled: kind !== 'off',
      strategies: strategiesOf(kind, name),
    })),
    segments: [{ id: 1, name: 'thousand', constraints: [isOneOf('userId', segmentIds)] }],
  }
}

function strategiesOf(kind: Kind, name: string): unknown[] {
  const always = { name: 'default', parameters: {}, constraints: [] as unknown[] }
  switch (kind) {
    case 'on':
    case 'off':
      return [always]
    case 'rules':
      return countries.map((country) => ({ ...always, constraints: [isOneOf('country', [country])] }))
    case 'ownRules':
      return attributeRules.map(([attribute, value]) => ({
        ...always,
        constraints: [isOneOf(attribute, [value])],
      }))
    case 'split':
      return [
        {
          ...always,
          name: 'flexibleRollout',
          parameters: { rollout: '50', stickiness: 'userId', groupId: name },
        },
      ]
    case 'segment':
      return [
        { ...always, segments: [1], variants: [variantOf('on', inSegment)] },
        { ...always, variants: [variantOf('off', outOfSegment)] },
      ]
  }
}

function isOneOf(contextName: string, values: readonly string[]): unknown {
  return { contextName, operator: 'IN', values, inverted: false, caseInsensitive: false }
}

function variantOf(name: string, value: unknown): unknown {
  return {
    name,
    weight: 1_000,
    stickiness: 'userId',
    payload: { type: 'json', value: JSON.stringify(value) },
  }
}
