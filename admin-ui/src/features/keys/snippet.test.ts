import { expect, it } from 'vitest'
import { sdkSnippet } from './snippet'

it('is a program of this server, this key and this flag', () => {
  const text = sdkSnippet({ url: 'http://localhost:4400', sdkKey: 'rk_srv_1', flag: 'hello' })
  expect(text).toContain(`url: 'http://localhost:4400',`)
  expect(text).toContain(`sdkKey: 'rk_srv_1',`)
  expect(text).toContain(`flags.getBooleanValue('hello', false`)
})

it('reads the key from the environment where nobody is to see it any more', () => {
  expect(sdkSnippet({ url: '/', sdkKey: undefined, flag: 'a' })).toContain(
    'sdkKey: process.env.RIPCORD_SDK_KEY,',
  )
})

it('stays a program, whatever is put in', () => {
  expect(sdkSnippet({ url: `x'); process.exit(1) //`, sdkKey: 'a\\', flag: 'b\nc' })).toMatch(
    /url: 'x\\'\); process\.exit\(1\) \/\/',\n {2}sdkKey: 'a\\\\',[\s\S]*'b\\nc'/,
  )
})
