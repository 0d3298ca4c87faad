import { limits } from '@ripcord/model'
import { parseDocument } from 'yaml'
import { HttpError } from './http-error.js'
import { nestsDeeperThan } from './json-guard.js'

/**
 * YAML 1.2 as what JSON could say as well: no tags of anybody's own, and no anchors, by which few bytes unfold to very
 * many.
 *
 * @throws HttpError 400 `malformed-yaml`, `too-deep`
 */
export function parseYaml(text: string): unknown {
  const value = read(text)
  if (nestsDeeperThan(Buffer.from(JSON.stringify(value) ?? ''), limits.jsonDepth))
    throw new HttpError(400, 'too-deep', `The body nests deeper than ${limits.jsonDepth} levels: flatten it.`)
  return value
}

function read(text: string): unknown {
  try {
    // At 'silent' the parser passes over a second document, and half of a file would be applied without a word.
    const document = parseDocument(text, { schema: 'core', version: '1.2', logLevel: 'error' })
    const [problem] = [...document.errors, ...document.warnings]
    // Of the parser's words only code and place: the rest quotes what was sent.
    if (problem !== undefined) throw malformed(`${problem.code} in line ${problem.linePos?.[0].line ?? 1}`)
    return document.toJS({ maxAliasCount: 0 }) as unknown
  } catch (error) {
    if (error instanceof HttpError) throw error
    throw malformed(
      error instanceof RangeError ? 'it nests too deep' : 'write what an anchor stands for in full',
    )
  }
}

function malformed(because: string): HttpError {
  return new HttpError(400, 'malformed-yaml', `This is no YAML that is read here: ${because}.`)
}
