const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i
const minuteMs = 60_000
// The calendar repeats after 400 years; shifting by that keeps Date.UTC from reading year 50 as 1950.
const cycleMs = 146_097 * 24 * 60 * minuteMs

/** Milliseconds since 1970 of an RFC 3339 date and time; undefined where `text` is none. Digits below a millisecond are cut. */
export function parseInstant(text: string): number | undefined {
  if (!shape.test(text)) return undefined
  const at = (from: number, to: number) => Number(text.slice(from, to))
  const [year, month, day] = [at(0, 4), at(5, 7), at(8, 10)]
  const [hour, minute, second] = [at(11, 13), at(14, 16), at(17, 19)]
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  // 60 is a leap second, which counts as the second after it.
  if (hour > 23 || minute > 59 || second > 60) return undefined
  const offset = offsetMinutes(text)
  if (offset === undefined) return undefined
  const civil = Date.UTC(year + 400, month - 1, day, hour, minute, second, fraction(text)) - cycleMs
  return civil - offset * minuteMs
}

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && !isLeap ? 28 : (daysOfMonth[month - 1] ?? 0)
}

function fraction(text: string): number {
  if (text[19] !== '.') return 0
  let milliseconds = 0
  for (let i = 20; i < 23; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return milliseconds * 10 ** (23 - i)
    milliseconds = milliseconds * 10 + digit
  }
  return milliseconds
}

function offsetMinutes(text: string): number | undefined {
  const sign = text.at(-6)
  if (sign !== '+' && sign !== '-') return 0
  const hours = Number(text.slice(-5, -3))
  const minutes = Number(text.slice(-2))
  if (hours > 23 || minutes > 59) return undefined
  return (hours * 60 + minutes) * (sign === '-' ? -1 : 1)
}
