// Labels as they are typed: `name=value`, one a line.

export type Labels = Record<string, string>

export type ReadLabels = { labels: Labels; problem?: undefined } | { labels?: undefined; problem: string }

export function labelsText(labels: Readonly<Labels>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')
}

export function readLabels(text: string): ReadLabels {
  const found = new Map<string, string>()
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const at = line.indexOf('=')
    const name = line.slice(0, at).trim()
    if (at < 0 || name === '') return { problem: `Expected name=value, saw “${line.trim()}”.` }
    if (found.has(name)) return { problem: `${name} stands there twice.` }
    found.set(name, line.slice(at + 1).trim())
  }
  return { labels: Object.fromEntries(found) }
}
