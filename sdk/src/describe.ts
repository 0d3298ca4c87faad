/**
 * A short text for anything an application may pass, for messages. Total: values with hostile `toString`, symbols and
 * proxies have one too.
 */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return `[${typeof value}]`
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : describe(error)
  } catch {
    return '[unreadable error]'
  }
}
