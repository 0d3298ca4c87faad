import type { SourceMapping } from './sender.js'

type Labels = { readonly [label: string]: string }

/** The labels that a source's mapping finds in a body; one whose place is empty is left out. */
export function mappedLabels({ labels }: SourceMapping, body: unknown): Labels {
  const found = Object.entries(labels).flatMap(([label, from]) => {
    const value = from.startsWith('/') ? asText(valueAt(body, from)) : from
    return value === undefined ? [] : [[label, value] as const]
  })
  return Object.fromEntries(found)
}

/** RFC 6901; undefined where nothing stands there. */
function valueAt(body: unknown, pointer: string): unknown {
  let value = body
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as { readonly [key: string]: unknown })[key]
  }
  return value
}

function asText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'boolean':
      return String(value)
    default:
      return undefined
  }
}
