// Figures as they are shown: a space before the unit, digits as many as say something.

const numbers = new Intl.NumberFormat('en')

export function count(value: number): string {
  return numbers.format(value)
}

/** Of a share in [0, 1]. */
export function percent(share: number): string {
  const value = share * 100
  const digits = value === 0 || value >= 10 ? 0 : value >= 1 ? 1 : 2
  return `${Number(value.toFixed(digits))} %`
}

export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`
  const seconds = Math.round(ms / 1_000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.floor(hours / 24)} d`
}

/** How long ago: one unit, since nobody reads two. */
export function age(ms: number): string {
  if (ms < 5_000) return 'now'
  if (ms < 60_000) return `${Math.floor(ms / 1_000)} s`
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min`
  if (ms < 172_800_000) return `${Math.floor(ms / 3_600_000)} h`
  return `${Math.floor(ms / 86_400_000)} d`
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** A figure and its unit stay on one line. */
export function unbroken(sentence: string): string {
  return sentence.replaceAll(/(\d) (?=(?:%|ms|s|min|h|d)(?!\w))/g, '$1\u00a0')
}

const time = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const minute = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })

/** A moment in UTC, for who asks. */
export function utc(at: string): string {
  return `${at.replace('T', ' ').replace('Z', '')} UTC`
}

/** Local time; the day as well where it is not today's. */
export function clockTime(at: string, withSeconds = true): string {
  const date = new Date(at)
  const text = (withSeconds ? time : minute).format(date)
  return date.toDateString() === new Date().toDateString() ? text : `${day.format(date)} ${text}`
}
