import { readFileSync } from 'node:fs'
import type { Problem } from '@ripcord/model'
import type { z } from 'zod'
import { parseEntity } from '../changes/parse.js'
import { RefusedError } from '../errors.js'
import { parseYaml } from '../http/parse-yaml.js'
import { CommandFailure, exitCodes } from './exit-codes.js'

/**
 * What a file says, in YAML or JSON. Read here as well as by the server, so that a mistake is told with the file's name and
 * without a token.
 *
 * @throws CommandFailure where it can't be read, or says something else
 */
export function readYaml<S extends z.ZodType>(schema: S, path: string): z.output<S> {
  try {
    return parseEntity(schema, parseYaml(readFileSync(path, 'utf8')))
  } catch (error) {
    throw new CommandFailure(exitCodes.refused, `${path}: ${sentencesOf(error)}`, { cause: error })
  }
}

function sentencesOf(error: unknown): string {
  if (error instanceof RefusedError && error.errors !== undefined) return error.errors.map(toLine).join('\n')
  const message = error instanceof Error ? error.message : String(error)
  return unread[(error as NodeJS.ErrnoException).code ?? ''] ?? message
}

/** YAML takes `1.10` for a number, and it is 1.1 by the time that it is read. */
function toLine({ path, message }: Problem): string {
  const hint = /^expected text, not -?\d/.test(message) ? ': put it in quotes' : ''
  return path === '' ? message + hint : `${path}: ${message}${hint}`
}

const unread: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file.',
  EISDIR: 'this is a folder: name the file in it.',
  EACCES: 'this file may not be read by you.',
}
