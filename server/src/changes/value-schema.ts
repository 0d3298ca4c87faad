import { createRequire } from 'node:module'
import type { CheckValues } from '@ripcord/model'
import type * as Ajv from 'ajv/dist/2020.js'
import type { Ajv2020, AnySchemaObject, ErrorObject } from 'ajv/dist/2020.js'

const require = createRequire(import.meta.url)

/** Loaded for the first flag that has a schema; a `require`, since a decision does not wait. */
function loadAjv(): typeof Ajv {
  return require('ajv/dist/2020.js') as typeof Ajv
}

const options = { strict: false, allErrors: true, validateFormats: false, logger: false } as const

/** Holds schemas against the meta-schema, which is trusted; it never sees a value. Made for the first schema. */
let schemas: Ajv2020 | undefined

/**
 * Keywords whose regular expressions a value could keep busy for minutes: no linear-time engine stands behind the
 * validator, so they are refused.
 */
const refusedKeywords = ['pattern', 'patternProperties']

/** Holds the values of object flags against JSON schema draft 2020-12. References lead only into the schema itself. */
export const checkValues: CheckValues = (given, values) => {
  const schema = structuredClone(given) as AnySchemaObject
  try {
    schemas ??= new (loadAjv().Ajv2020)(options)
    if (schemas.validateSchema(schema) !== true) throw new Error(schemas.errorsText(schemas.errors))
    const validate = createValidator().compile(schema)
    const found = Object.entries(values).flatMap(([name, value]) =>
      validate(value) ? [] : (validate.errors ?? []).slice(0, 5).map((error) => describe(name, error)),
    )
    return { values: found }
  } catch (error) {
    const because = whyRefused(error)
    return { schema: `expected a JSON schema (draft 2020-12): ${because}`, values: [] }
  }
}

/** A reference that comes back to itself without going deeper into the value ends only with the stack. */
function whyRefused(error: unknown): string {
  if (error instanceof RangeError)
    return 'a $ref in it leads back to itself, so that checking a value never ends'
  return error instanceof Error ? error.message : String(error)
}

/** One for each schema: what it compiles would stay in it. */
function createValidator(): Ajv2020 {
  const validator = new (loadAjv().Ajv2020)({ ...options, validateSchema: false })
  for (const keyword of refusedKeywords) {
    validator.removeKeyword(keyword)
    validator.addKeyword({
      keyword,
      compile: () => {
        throw new Error(`the keyword ${keyword} is not supported: leave it out`)
      },
    })
  }
  return validator
}

function describe(name: string, error: ErrorObject): { name: string; path: string; message: string } {
  return { name, path: error.instancePath, message: error.message ?? `fails ${error.keyword}` }
}
