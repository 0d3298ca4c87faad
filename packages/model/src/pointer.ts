/** A JSON pointer (RFC 6901) from its parts: `pointer('variants', 'a/b')` is `/variants/a~1b`. */
export function pointer(...parts: readonly (string | number)[]): string {
  return parts.map((part) => `/${pointerToken(String(part))}`).join('')
}

/** A member's name as a token of a JSON pointer. */
export function pointerToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
