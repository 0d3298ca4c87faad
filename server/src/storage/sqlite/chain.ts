import { createHash } from 'node:crypto'

/** What the first row of a chain follows. */
export const chainStart = '0'.repeat(64)

/** The hash of a row, hex: over the hash of the row before and the row's canonical JSON. */
export function rowHash(before: string, body: string): string {
  return createHash('sha256').update(before).update(body).digest('hex')
}
