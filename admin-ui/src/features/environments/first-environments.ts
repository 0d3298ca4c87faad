interface First {
  key: string
  name: string
  production: boolean
}

/** What a new project begins with, of what was typed: production first, each once. */
export function firstEnvironments({ production, others }: { production: string; others: string }): First[] {
  const live = production.trim()
  const rest = others.split(/[\s,]+/).filter((key) => key !== '' && key !== live)
  return [
    ...(live === '' ? [] : [{ key: live, name: live, production: true }]),
    ...[...new Set(rest)].map((key) => ({ key, name: key, production: false })),
  ]
}
