// oxlint-disable-next-line no-restricted-imports -- no I/O for whoever asks: it is how a module is loaded late.
import { createRequire } from 'node:module'
import type * as Re2 from 're2js'

const require = createRequire(import.meta.url)

/**
 * The engine of regular expressions, loaded when the first flag that has one is compiled: most processes never see
 * one, and it is more than half of the code of the SDK. A `require`, since nothing here may wait; scripts/build-sdk.mjs
 * takes this one out, and the bundler keeps the engine as lazy within the file.
 */
export function loadRe2(): typeof Re2 {
  return require('re2js') as typeof Re2
}
