import { Problem } from './field'
import { Skeleton } from './panel'

/** A part of a page of which nothing is known yet; or why not, in the server's words. */
export function Reading({ error, lines = 3 }: { error: unknown; lines?: number }) {
  return error === null ? <Skeleton lines={lines} /> : <Problem of={error} />
}
