/**
 * The same text as the one object that V8 has for every literal and every name of it: comparing it to such a one, or
 * reading an object by it, compares no text.
 */
export function asLiteral(text: string): string {
  return Object.keys({ [text]: true })[0] ?? text
}
