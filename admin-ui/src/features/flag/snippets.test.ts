import { expect, it } from 'vitest'
import { openFeatureSnippet, sdkSnippet } from './snippets'

it.each([
  ['boolean', "flags.getBooleanValue('a', false, "],
  ['string', "flags.getStringValue('a', '', "],
  ['number', "flags.getNumberValue('a', 0, "],
  ['object', "flags.getObjectValue('a', {}, "],
] as const)('reads a flag of the type %s by its own method', (type, call) => {
  expect(sdkSnippet('a', type, 'http://x')).toContain(call)
  expect(openFeatureSnippet('a', type, 'http://x')).toContain(call.replace('flags.', 'client.'))
})

it('keeps a key a text, whatever is in it', () => {
  expect(sdkSnippet(`a'); evil('`, 'boolean', 'http://x')).toContain(String.raw`'a\'); evil(\''`)
})
