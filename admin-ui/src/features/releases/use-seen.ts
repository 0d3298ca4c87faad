import { useEffect, useState } from 'react'

const mostPoints = 600

/** The values that a figure had while the page is open, by what it is of. */
export function useSeen(of: string, value: number | undefined): readonly number[] {
  const [seen, setSeen] = useState<{ of: string; points: readonly number[] }>({ of, points: [] })
  useEffect(() => {
    if (value === undefined) return
    setSeen((before) => ({
      of,
      points: [...(before.of === of ? before.points : []), value].slice(-mostPoints),
    }))
  }, [of, value])
  return seen.of === of ? seen.points : []
}
