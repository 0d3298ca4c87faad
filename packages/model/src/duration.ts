const shape = /^(\d{1,15})(ms|s|m|h|d)$/
const unitsMs: { readonly [unit: string]: number } = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** Milliseconds of a duration as files say it, `90s`, `10m`, `1h`; undefined where `text` is none. */
export function durationMs(text: string): number | undefined {
  const [, count, unit = ''] = shape.exec(text) ?? []
  const unitMs = unitsMs[unit]
  return count === undefined || unitMs === undefined ? undefined : Number(count) * unitMs
}
