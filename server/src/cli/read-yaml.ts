import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { parseEntity } from '../changes/parse.js'
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
    const message = error instanceof Error ? error.message : String(error)
    throw new CommandFailure(exitCodes.refused, `${path}: ${message}`, { cause: error })
  }
}
