// oxlint-disable-next-line no-restricted-imports -- no I/O for whoever asks: it is how a module is loaded late.
import { createRequire } from 'node:module'
import type * as Re2 from 're2js'

const require = createRequire(import.meta.url)

/** Matching in linear time, loaded when the first matcher asks for it: most have no regular expression. */
export function loadRe2(): typeof Re2 {
  return require('re2js') as typeof Re2
}
