/** JSON for a person to read and to edit: what fits into a line stands in one. */
export function compactJson(value: unknown, width = 76, indent = ''): string {
  const line = inOneLine(value)
  if (typeof value !== 'object' || value === null || indent.length + line.length <= width) return line
  const inner = `${indent}  `
  const parts = Array.isArray(value)
    ? value.map((one) => inner + compactJson(one, width, inner))
    : named(value).map(([name, one]) => `${inner}${name}: ${compactJson(one, width, inner)}`)
  return Array.isArray(value) ? `[\n${parts.join(',\n')}\n${indent}]` : `{\n${parts.join(',\n')}\n${indent}}`
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const parts = named(value).map(([name, one]) => `${name}: ${inOneLine(one)}`)
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}

function named(value: object): [name: string, value: unknown][] {
  return Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([name, one]) => [JSON.stringify(name), one])
}
