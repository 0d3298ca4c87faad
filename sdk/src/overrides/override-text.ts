import { parseJson } from '../json.js'
import type { JsonValue } from '../types.js'

/**
 * Overrides as an environment variable carries them: `new-checkout=true,theme="dark",limits={"a":1}`. A value is JSON;
 * a word that is none (`theme=dark`) is text. Answers a sentence where it can't be read.
 */
export function parseOverrideText(text: string): Map<string, JsonValue> | string {
  const overrides = new Map<string, JsonValue>()
  for (const part of splitAtCommas(text)) {
    if (part.trim() === '') continue
    const equals = part.indexOf('=')
    if (equals <= 0) return `${shorten(part)} is no flag=value`
    const value = parseValue(part.slice(equals + 1).trim())
    if (value === undefined) return `the value of ${shorten(part)} is neither JSON nor a plain word`
    overrides.set(part.slice(0, equals).trim(), value)
  }
  return overrides
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
  return [...parts, text.slice(start)]
}

function shorten(text: string): string {
  const trimmed = text.trim()
  return JSON.stringify(trimmed.length > 60 ? `${trimmed.slice(0, 60)}…` : trimmed)
}
