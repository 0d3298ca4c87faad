import type { Page, PageRequest } from '../changes/command.js'
import { readCursor, writeCursor } from '../changes/cursor.js'
import { killOrder } from './kill-view.js'
import type { KillFilter, KillView } from './kills-service.js'

/** The page of kills that a filter lets through, newest first commit first. */
export function listKills(
  kills: readonly KillView[],
  { flag, state = 'standing' }: KillFilter,
  { limit, cursor }: PageRequest,
): Page<KillView> {
  const before = cursor === undefined ? undefined : readCursor(cursor)
  const found = kills
    .filter((kill) => state === 'all' || (kill.lifted === null) === (state === 'standing'))
    .filter((kill) => flag === undefined || Object.hasOwn(kill.serves, flag))
    .map((kill) => ({ kill, order: killOrder(kill) }))
    .filter(({ order }) => before === undefined || order < before)
    .sort((a, b) => (a.order < b.order ? 1 : -1))
  const items = found.slice(0, Math.max(1, limit))
  const last = items.at(-1)
  const nextCursor = last !== undefined && found.length > items.length ? writeCursor(last.order) : null
  return { items: items.map(({ kill }) => kill), nextCursor }
}
