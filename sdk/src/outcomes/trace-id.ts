const pattern = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-|$)/
const none = '0'.repeat(32)

/** The trace id of a W3C `traceparent`; undefined where there is none. */
export function traceIdOf(traceparent: unknown): string | undefined {
  if (typeof traceparent !== 'string' || traceparent.length > 200) return undefined
  const traceId = pattern.exec(traceparent)?.[1]
  return traceId === none ? undefined : traceId
}
