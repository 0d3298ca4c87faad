const shape =
  /^([+-])?P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/
const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const unitsMs = [7 * dayMs, dayMs, hourMs, minuteMs, secondMs]

/**
 * Milliseconds of an ISO 8601 duration with or without a sign, in weeks, days of 24 hours, hours, minutes and whole
 * seconds; undefined where `text` is none. Years and months are not read: how long they are depends on the day.
 */
export function parseDuration(text: string): number | undefined {
  const [matched, sign, ...counts] = shape.exec(text) ?? []
  if (matched === undefined || counts.every((count) => count === undefined)) return undefined
  const total = unitsMs.reduce((sum, unitMs, i) => sum + unitMs * Number(counts[i] ?? 0), 0)
  return sign === '-' ? -total : total
}
