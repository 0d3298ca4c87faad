import { pointer } from '@ripcord/model'

const quote = 0x22
const comma = 0x2c
const backslash = 0x5c
const openBrace = 0x7b
const openBracket = 0x5b
const closeBrace = 0x7d
const closeBracket = 0x5d

interface Open {
  /** Undefined in an array. */
  keys: Set<string> | undefined
  awaitsKey: boolean
  /** Where we are in it: the last key, or the index. */
  at: string | number
}

/**
 * The JSON pointer of a key that an object of the text has twice: a parser keeps the last one without a word. In one pass
 * over the bytes, without recursion. Text that is not JSON is for the parser to refuse.
 */
export function repeatedKey(json: Buffer): string | undefined {
  const open: Open[] = []
  for (let i = 0; i < json.length; i++) {
    const inner = open.at(-1)
    const byte = json[i]
    if (byte === quote) {
      const end = endOfString(json, i)
      if (inner?.keys !== undefined && inner.awaitsKey) {
        inner.at = textBetween(json, i + 1, end)
        if (inner.keys.has(inner.at)) return pointer(...open.map(({ at }) => at))
        inner.keys.add(inner.at)
        inner.awaitsKey = false
      }
      i = end
    } else if (byte === openBrace) open.push({ keys: new Set(), awaitsKey: true, at: '' })
    else if (byte === openBracket) open.push({ keys: undefined, awaitsKey: false, at: 0 })
    else if (byte === closeBrace || byte === closeBracket) open.pop()
    else if (byte === comma && inner !== undefined) goOn(inner)
  }
  return undefined
}

function goOn(inner: Open): void {
  if (inner.keys !== undefined) inner.awaitsKey = true
  else if (typeof inner.at === 'number') inner.at++
}

function endOfString(json: Buffer, start: number): number {
  let i = start + 1
  while (i < json.length && json[i] !== quote) i += json[i] === backslash ? 2 : 1
  return i
}

/** As a parser reads it: one key can be written in several ways. */
function textBetween(json: Buffer, start: number, end: number): string {
  const text = json.toString('utf8', start, end)
  if (!text.includes('\\')) return text
  try {
    return JSON.parse(`"${text}"`) as string
  } catch {
    return text
  }
}
