import { age, clockTime } from '../lib/format'
import { useNow } from '../lib/use-now'

/** Local time; UTC when it is asked. */
export function Time({ at, withSeconds = true }: { at: string; withSeconds?: boolean }) {
  return (
    <time dateTime={at} title={`${at.replace('T', ' ').replace('Z', '')} UTC`}>
      {clockTime(at, withSeconds)}
    </time>
  )
}

/** How long ago, as it grows. */
export function Ago({ at }: { at: string }) {
  const now = useNow()
  return (
    <time dateTime={at} title={`${at.replace('T', ' ').replace('Z', '')} UTC`}>
      {age(Math.max(0, now - Date.parse(at)))}
    </time>
  )
}
