import { type HotkeyItem, useHotkeys } from '@mantine/hooks'

/** Keys of a page: not while something is typed, nor in a dialog above it. A box that is ticked types nothing. */
export function useKeys(keys: readonly [key: string, act: () => void][]): void {
  useHotkeys(
    keys.map(([key, act]): HotkeyItem => {
      const hear = (event: KeyboardEvent): void => {
        if (isTaken(event)) return
        event.preventDefault()
        act()
      }
      return [key, hear, { preventDefault: false }]
    }),
    ['TEXTAREA', 'SELECT'],
  )
}

function isTaken({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest('[role="dialog"]') !== null) return true
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox' || key === 'Enter'
  // What has the focus is pressed by enter.
  return key === 'Enter' && target.closest('button, a') !== null
}
