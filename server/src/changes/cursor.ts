import { limits } from '@ripcord/model'
import { RefusedError } from '../errors.js'
import type { Page, PageRequest } from './command.js'

/** A place in a list as the caller carries it. */
export function writeCursor(place: string): string {
  return Buffer.from(place).toString('base64url')
}

/** @throws RefusedError `invalid` */
export function readCursor(cursor: string): string {
  const place = Buffer.from(cursor, 'base64url').toString()
  if (place !== '' && writeCursor(place) === cursor) return place
  const problems = [
    { path: 'query/cursor', message: 'expected the nextCursor of a page before', seen: cursor },
  ]
  throw new RefusedError('invalid', 'This cursor is not one of ours: begin again without it.', { problems })
}

/** The page of sorted keys that a request asks for. @throws RefusedError `invalid` (cursor) */
export function pageOfKeys(keys: readonly string[], { limit, cursor }: PageRequest): Page<string> {
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const rest = after === undefined ? keys : keys.filter((key) => key > after)
  const items = rest.slice(0, Math.min(Math.max(1, limit), limits.maxPageSize))
  const last = items.at(-1)
  return { items, nextCursor: last !== undefined && rest.length > items.length ? writeCursor(last) : null }
}
