import { age, clockTime, utc } from '../lib/format'
import { useNow } from '../lib/use-now'

/** Local time; UTC when it is asked. */
export function Time({ at, withSeconds = true }: { at: string; withSeconds?: boolean }) {
  return (
    <time dateTime={at} title={utc(at)}>
      {clockTime(at, withSeconds)}
    </time>
  )
}

/** How long ago, as it grows; `isPast`: as a part of a sentence. */
export function Ago({ at, isPast = false }: { at: string; isPast?: boolean }) {
  const now = useNow()
  const said = age(Math.max(0, now - Date.parse(at)))
  return (
    <time dateTime={at} title={utc(at)}>
      {isPast && said !== 'now' ? `${said} ago` : said}
    </time>
  )
}
