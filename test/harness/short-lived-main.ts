// A program that asks one flag and ends, without a word to the SDK: it must not be kept alive by it.
import { createClient } from '@ripcord/sdk'

const [url = '', sdkKey = '', cacheDir = ''] = process.argv.slice(2)
const flags = createClient({
  url,
  sdkKey,
  cacheDir,
  application: { name: 'short-lived', version: '1.0.0' },
  logger: false,
})
await flags.ready({ timeoutMs: 2_000 })
console.log(`a is ${flags.getBooleanValue('a', false)}`)
