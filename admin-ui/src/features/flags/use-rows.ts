import { useQuery } from '@tanstack/react-query'
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useMemo, useRef } from 'react'
import { usePlace } from '../../lib/place'
import { servedQuery } from '../../lib/queries'
import type { Flag } from './find-flags'
import { type Bands, bandsOf } from './served'

const rowHeight = 35
/** Rows are asked for in blocks, so that a step of the list is no new question. */
const block = 20

/** As many rows as are seen, however many flags there are. */
export function useRows(flags: readonly Flag[], scroller: RefObject<HTMLDivElement | null>) {
  return useVirtualizer({
    count: flags.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  })
}

/** What the flags of the rows that are seen have served: one question for all of them, once the list stands still. */
export function useServed(
  flags: readonly Flag[],
  rows: Virtualizer<HTMLDivElement, Element>,
): { of: (flag: string) => Bands | undefined | null } {
  const place = usePlace()
  const asked = useRef<readonly string[]>([])
  const { startIndex = 0, endIndex = 0 } = rows.range ?? {}
  if (!rows.isScrolling) {
    const from = Math.floor(startIndex / block) * block
    const to = Math.ceil((endIndex + 1) / block) * block
    const keys = flags.slice(from, to).map(({ key }) => key)
    if (keys.join('\n') !== asked.current.join('\n')) asked.current = keys
  }
  const keys = asked.current
  const { data } = useQuery(servedQuery(place, keys))
  const bands = useMemo(() => {
    if (data === undefined) return undefined
    const wanted = new Set(keys)
    const offVariants = flags.filter(({ key }) => wanted.has(key))
    return new Map(
      offVariants.flatMap(({ key, environments }) => {
        const served = Object.hasOwn(data.flags, key) ? data.flags[key] : undefined
        const offVariant = environments[place.environment]?.offVariant ?? null
        return served === undefined ? [] : [[key, bandsOf(served, offVariant)] as const]
      }),
    )
  }, [data, keys, flags, place.environment])
  const known = useMemo(() => new Set(keys), [keys])
  return { of: (flag) => (bands === undefined || !known.has(flag) ? null : bands.get(flag)) }
}
