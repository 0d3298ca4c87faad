/** A line of a chart at `x`, with the word of what happened then. */
export interface Word {
  x: number
  width: number
  isKill: boolean
}

/** Where a word begins, and in which of two rows; null: there is no room for it. */
export type Spot = { from: number; row: 0 | 1 } | null

interface Room {
  left: number
  right: number
  /** Between a word and its line; twice that between two words. */
  gap: number
}

/**
 * A spot for each word, those first come that are worth most. A word covers no other and stands beside its own line alone,
 * since over another's it would be taken for that one's; the kill's stands whatever it covers.
 */
export function placeWords(words: readonly Word[], { left, right, gap }: Room): Spot[] {
  const taken: { from: number; to: number; row: number }[] = []
  return words.map(({ x, width, isKill }) => {
    const spots = ([0, 1] as const).flatMap((row) =>
      [x + gap, x - gap - width].map((from) => ({ from, row })),
    )
    const free = spots.filter(
      ({ from, row }) =>
        from >= left &&
        from + width <= right &&
        taken.every((one) => one.row !== row || from >= one.to || from + width + 2 * gap <= one.from),
    )
    const crosses = ({ from }: { from: number }): boolean =>
      words.some((other) => Math.abs(other.x - x) > 2 * gap && other.x > from - gap && other.x < from + width)
    const spot = free.find((one) => !crosses(one)) ?? (isKill ? free[0] : undefined)
    if (spot === undefined) return null
    taken.push({ ...spot, to: spot.from + width + 2 * gap })
    return spot
  })
}
