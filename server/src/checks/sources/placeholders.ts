import type { PulledCheck } from '@ripcord/model'

/** What stands for whom in what a check asks. */
export interface Names {
  readonly release: string
  readonly environment: string
}

/** `$release` and `$environment`. Keys of releases and environments need no escaping, in any of the languages. */
function filled(text: string, names: Names): string {
  return text.replace(/\$(release|environment)\b/g, (_whole, name: keyof Names) => names[name])
}

/** A check as it is asked for one release. */
export function filledIn<C extends PulledCheck>(check: C, names: Names): C {
  const replace = (value: unknown): unknown => {
    if (typeof value === 'string') return filled(value, names)
    if (Array.isArray(value)) return value.map(replace)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner)]))
  }
  // Texts stay texts, and nothing else is touched.
  return replace(check) as C
}
