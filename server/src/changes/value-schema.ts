import type { CheckValues, Json } from '@ripcord/model'
import { Ajv2020, type AnySchemaObject, type ErrorObject } from 'ajv/dist/2020.js'

/**
 * Keywords whose regular expressions a value could make run for minutes: no linear-time engine stands behind the
 * validator, so they are refused.
 */
const refusedKeywords = new Set(['pattern', 'patternProperties'])

/** Holds the values of object flags against JSON schema draft 2020-12. References lead only into the schema itself. */
export const checkValues: CheckValues = (schema, values) => {
  const refused = findKeyword(schema)
  if (refused !== undefined)
    return { schema: `the keyword ${refused} is not supported: leave it out`, values: [] }
  try {
    // One validator for one schema: compiled schemas would stay in it.
    const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, logger: false })
    const validate = ajv.compile(structuredClone(schema) as AnySchemaObject)
    const found = Object.entries(values).flatMap(([name, value]) =>
      validate(value) ? [] : (validate.errors ?? []).slice(0, 5).map((error) => describe(name, error)),
    )
    return { values: found }
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error)
    return { schema: `expected a JSON schema (draft 2020-12): ${because}`, values: [] }
  }
}

function describe(name: string, error: ErrorObject): { name: string; path: string; message: string } {
  return { name, path: error.instancePath, message: error.message ?? `fails ${error.keyword}` }
}

function findKeyword(value: Json): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, member] of Object.entries(value)) {
    if (refusedKeywords.has(key) && !Array.isArray(value)) return key
    const below = findKeyword(member)
    if (below !== undefined) return below
  }
  return undefined
}
