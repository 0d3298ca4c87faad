/** The same, with the members of each object in the other order. */
export function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, reordered(inner)] as const)
  return Object.fromEntries(entries.toReversed())
}

/** With a member that nobody knows. */
export function padded(length: number): (body: unknown) => unknown {
  return (body) => ({ ...(body as object), padding: 'x'.repeat(length) })
}
