import { literal } from '../../lib/literal'

/** What a service needs to read a flag, in TypeScript. `sdkKey` is shown where it is known, which is once. */
export function sdkSnippet({
  url,
  sdkKey,
  flag,
}: {
  url: string
  sdkKey: string | undefined
  flag: string
}): string {
  const key = sdkKey === undefined ? 'process.env.RIPCORD_SDK_KEY' : literal(sdkKey)
  return [
    `import { createClient } from '@ripcord/sdk'`,
    '',
    'const flags = createClient({',
    `  url: ${literal(url)},`,
    `  sdkKey: ${key},`,
    `  application: { name: 'my-service', version: '1.0.0' },`,
    '})',
    'await flags.ready({ timeoutMs: 2000 })',
    'setInterval(() => {',
    `  console.log(flags.getBooleanValue(${literal(flag)}, false, { targetingKey: 'me' }))`,
    '}, 1000)',
  ].join('\n')
}
