import { literal } from '../../lib/literal'

// Code that evaluates this flag, with its key and type: to be pasted as it is.

type FlagType = 'boolean' | 'string' | 'number' | 'object'

const words: Record<FlagType, { method: string; fallback: string }> = {
  boolean: { method: 'Boolean', fallback: 'false' },
  string: { method: 'String', fallback: "''" },
  number: { method: 'Number', fallback: '0' },
  object: { method: 'Object', fallback: '{}' },
}

/** By Ripcord's own SDK. */
export function sdkSnippet(key: string, type: FlagType, url: string): string {
  const { method, fallback } = words[type]
  return `import { createClient } from '@ripcord/sdk'

const flags = createClient({
  url: ${literal(url)},
  sdkKey: process.env.RIPCORD_SDK_KEY,
  application: { name: 'my-service', version: '1.0.0' },
})
await flags.ready({ timeoutMs: 2000 })

const value = flags.get${method}Value(${literal(key)}, ${fallback}, { targetingKey: user.id })
`
}

/** By OpenFeature, over a provider of a few lines: the SDK's details are OpenFeature's already. */
export function openFeatureSnippet(key: string, type: FlagType, url: string): string {
  const { method, fallback } = words[type]
  return `import { OpenFeature } from '@openfeature/server-sdk'
import { createClient } from '@ripcord/sdk'

const flags = createClient({
  url: ${literal(url)},
  sdkKey: process.env.RIPCORD_SDK_KEY,
  application: { name: 'my-service', version: '1.0.0' },
})
await OpenFeature.setProviderAndWait({
  metadata: { name: 'ripcord' },
  runsOn: 'server',
  initialize: async () => void (await flags.ready({ timeoutMs: 2000 })),
  onClose: () => flags.close(),
  // Object(…): OpenFeature has a type of its own for the same error codes.
  resolveBooleanEvaluation: async (key, fallback, context) => Object(flags.getBooleanDetails(key, fallback, context)),
  resolveStringEvaluation: async (key, fallback, context) => Object(flags.getStringDetails(key, fallback, context)),
  resolveNumberEvaluation: async (key, fallback, context) => Object(flags.getNumberDetails(key, fallback, context)),
  resolveObjectEvaluation: async (key, fallback, context) => Object(flags.getObjectDetails(key, fallback, context)),
})

const client = OpenFeature.getClient()
const value = await client.get${method}Value(${literal(key)}, ${fallback}, { targetingKey: user.id })
`
}
