import { parseJson } from '../json.js'
import type { JsonValue } from '../types.js'

export interface OverrideText {
  overrides: Map<string, JsonValue>
  /** A sentence for each entry that can't be read. */
  refusals: string[]
}

/**
 * Overrides as an environment variable carries them: `new-checkout=true,theme="dark",limits={"a":1}`. A value is JSON;
 * a word that is none (`theme=dark`) is text.
 */
export function parseOverrideText(text: string): OverrideText {
  const overrides = new Map<string, JsonValue>()
  const refusals: string[] = []
  for (const part of splitAtCommas(text)) {
    if (part.trim() === '') continue
    const equals = part.indexOf('=')
    const value = equals > 0 ? parseValue(part.slice(equals + 1).trim()) : undefined
    if (value !== undefined) overrides.set(part.slice(0, equals).trim(), value)
    else if (equals > 0) refusals.push(`the value of ${shorten(part)} is neither JSON nor a plain word`)
    else refusals.push(`${shorten(part)} is no flag=value`)
  }
  return { overrides, refusals }
}

function parseValue(text: string): JsonValue | undefined {
  const json = parseJson(text)
  if (json !== undefined) return json
  return /^[A-Za-z0-9_.:/@+-]+$/.test(text) ? text : undefined
}

/** Commas within quotes and brackets belong to a value. */
function splitAtCommas(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let quoted = false
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (quoted) {
      if (character === '\\') i += 1
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    else if (character === ',' && depth <= 0) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  const rest = text.slice(start)
  // A quote or a bracket that is never closed takes no other entry with it.
  return [...parts, ...(quoted || depth > 0 ? rest.split(',') : [rest])]
}

function shorten(text: string): string {
  const trimmed = text.trim()
  return JSON.stringify(trimmed.length > 60 ? `${trimmed.slice(0, 60)}…` : trimmed)
}
