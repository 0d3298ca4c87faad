// Default checks as they are typed: JSON, told apart from what is none as far as a browser can.

export type ReadChecks = { checks: unknown[]; problem?: undefined } | { checks?: undefined; problem: string }

const types = ['sdk-outcomes', 'http', 'prometheus', 'elasticsearch', 'json', 'heartbeat', 'alert']

/** A list of checks, each with an id and a type; the server tells the rest. */
export function readChecks(text: string): ReadChecks {
  let value: unknown
  try {
    value = text.trim() === '' ? [] : JSON.parse(text)
  } catch (error) {
    return { problem: `This is no JSON yet: ${error instanceof Error ? error.message : String(error)}` }
  }
  if (!Array.isArray(value)) return { problem: 'Expected a list of checks: [ … ].' }
  for (const [i, check] of value.entries()) {
    const { id, type } = (check ?? {}) as { id?: unknown; type?: unknown }
    if (typeof id !== 'string' || id === '') return { problem: `Check ${i + 1}: expected an "id".` }
    if (typeof type !== 'string' || !types.includes(type))
      return { problem: `Check ${i + 1}, ${id}: expected "type" to be one of ${types.join(', ')}.` }
  }
  return { checks: value }
}
