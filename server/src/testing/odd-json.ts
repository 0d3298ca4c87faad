import { type Arbitrary, array, constant, constantFrom, jsonValue, oneof, option, record } from 'fast-check'

/** JSON as nobody should send it. */
export const oddJson: Arbitrary<unknown> = oneof(
  jsonValue({ maxDepth: 3 }),
  constantFrom(
    'NaN',
    '-Infinity',
    '1e999',
    '0001-01-01T00:00:00Z',
    '+275760-09-13T00:00:00.001Z',
    '2026-13-45T99:99:99Z',
    '\u0000\u0007',
    '\ud800',
    '\u202egnp.exe',
    '__proto__',
    'javascript:alert(1)',
    'x'.repeat(100_000),
    Number.MAX_VALUE,
    -0,
    [],
    {},
    [[[[]]]],
  ),
  constant(JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}')),
)

/** Where in a body something is, as a path of keys. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))]
}

/** A copy with something else at a path; without it where it is undefined. */
function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to
  if (Array.isArray(value))
    return value.map((inner, index) => (String(index) === key ? changed(inner, rest, to) : inner))
  const entries = Object.entries(Object(value)).flatMap(([name, inner]) => {
    const next = name === key ? changed(inner, rest, to) : inner
    return next === undefined ? [] : [[name, next] as const]
  })
  return Object.fromEntries(entries)
}

/** A body with up to four of its members taken away or exchanged. */
export function mutated(body: unknown): Arbitrary<unknown> {
  const paths = pathsOf(body)
  const edit = record({ path: constantFrom(...paths), to: option(oddJson, { nil: undefined }) })
  return array(edit, { minLength: 1, maxLength: 4 }).map((edits) =>
    edits.reduce<unknown>((value, { path, to }) => changed(value, path, to), body),
  )
}
