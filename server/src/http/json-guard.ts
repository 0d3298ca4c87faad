const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const openBracket = 0x5b
const closeBrace = 0x7d
const closeBracket = 0x5d

/**
 * Whether JSON text nests deeper than `limit`, told from its bytes in one pass and without recursion: text that could
 * exhaust the stack of whoever walks the value is refused before there is a value.
 */
export function nestsDeeperThan(json: Uint8Array, limit: number): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < json.length; i++) {
    const byte = json[i]
    if (inString) {
      if (byte === backslash) i++
      else if (byte === quote) inString = false
    } else if (byte === quote) inString = true
    else if (byte === openBrace || byte === openBracket) {
      if (++depth > limit) return true
    } else if (byte === closeBrace || byte === closeBracket) depth--
  }
  return false
}

/**
 * Whether parsed JSON has a key that JavaScript takes for the prototype, however it was written; nothing of ours is
 * called so. JSON.parse makes it a property of the object's own. Without recursion: each value is looked at once.
 */
export function namesPrototype(json: unknown): boolean {
  const open = [json]
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value !== 'object' || value === null) continue
    if (Object.hasOwn(value, '__proto__')) return true
    for (const inner of Object.values(value)) if (typeof inner === 'object') open.push(inner)
  }
  return false
}
