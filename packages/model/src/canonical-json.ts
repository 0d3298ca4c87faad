/** Any value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * JSON in the one form that RFC 8785 (JCS) gives it: keys sorted by UTF-16 code units, no space, numbers as
 * ECMAScript prints them. Two equal values have equal texts, in every language that follows the RFC.
 */
export function canonicalJson(value: Json): string {
  // Where all keys are in order the runtime writes the same in less than half the time: so our server sends them.
  return isInOrder(value) ? JSON.stringify(value) : textOf(value)
}

function isInOrder(value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isInOrder)
  const object = value as { readonly [key: string]: Json }
  let last = ''
  for (const key in object) {
    if (key < last || !isInOrder(object[key])) return false
    last = key
  }
  return true
}

function textOf(value: Json): string {
  if (typeof value === 'string') return quoted(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  return Array.isArray(value) ? listText(value) : objectText(value as { readonly [key: string]: Json })
}

// Texts are added to and not joined: a process hashes all that it is sent, and waits for that until it is ready.

function listText(list: readonly Json[]): string {
  let text = '['
  for (let i = 0; i < list.length; i++) text += (i > 0 ? ',' : '') + textOf(list[i] as Json)
  return `${text}]`
}

function objectText(object: { readonly [key: string]: Json }): string {
  const keys = Object.keys(object)
  if (!isSorted(keys)) keys.sort()
  let text = '{'
  for (const key of keys) {
    const member = object[key]
    if (member === undefined) continue
    if (text.length > 1) text += ','
    text += `${quoted(key)}:${textOf(member)}`
  }
  return `${text}}`
}

function isSorted(keys: readonly string[]): boolean {
  for (let i = 1; i < keys.length; i++) if ((keys[i - 1] as string) > (keys[i] as string)) return false
  return true
}

/** Printable ASCII without quotation mark and backslash: nothing in it is escaped. */
const asItIs = /^[ !#-[\]-~]*$/

function quoted(text: string): string {
  return asItIs.test(text) ? `"${text}"` : JSON.stringify(text)
}
