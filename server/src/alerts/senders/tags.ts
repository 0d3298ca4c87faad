/**
 * Labels of tags like `env:prod` or `env=prod`; a tag of one word is none. A name that comes with several values has
 * them all, which matches neither: which of two releases is meant can't be guessed.
 */
export function labelsOfTags(tags: readonly string[]): { readonly [label: string]: string } {
  const values = new Map<string, Set<string>>()
  for (const tag of tags) {
    const [, name, value] = /^\s*([^:=\s]+)[:=](.*)$/s.exec(tag) ?? []
    if (name === undefined || value === undefined || value.trim() === '') continue
    values.set(name, (values.get(name) ?? new Set()).add(value.trim()))
  }
  return Object.fromEntries([...values].map(([name, each]) => [name, [...each].join(',')]))
}

/** The tags of a list with commas. */
export function splitTags(list: string | null): readonly string[] {
  return list === null ? [] : list.split(',')
}
