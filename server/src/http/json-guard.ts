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

/** A key that JavaScript takes for the prototype; nothing of ours is called so. */
export function namesPrototype(json: Buffer): boolean {
  return json.includes('"__proto__"')
}
