import { useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

/** For a row of `count` links that a narrow window cuts: the one where one is stands in it. */
export function useHereInView(count?: number): React.RefObject<HTMLElement | null> {
  const row = useRef<HTMLElement>(null)
  const pathname = useRouterState({ select: ({ location }) => location.pathname })
  useEffect(() => {
    show(row.current)
    // Names are as wide as the letters they are written with.
    void document.fonts.ready.then(() => show(row.current))
  }, [pathname, count])
  return row
}

function show(row: HTMLElement | null): void {
  const here = row?.querySelector('[aria-current]')
  if (row === null || here == null) return
  const { left, width } = here.getBoundingClientRect()
  const frame = row.getBoundingClientRect()
  // In the middle, where there is room for those beside it.
  const before = frame.width > 2.5 * width ? (frame.width - width) / 2 : 0
  row.scrollLeft += left - frame.left - before
}
