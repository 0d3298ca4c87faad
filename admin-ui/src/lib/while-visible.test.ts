import { expect, it } from 'vitest'
import { whileVisible } from './while-visible'

function watched({ isVisible }: { isVisible: boolean }) {
  const page = { isVisible, opened: 0, open: 0, listeners: new Set<() => void>() }
  const stop = whileVisible(
    () => {
      page.opened += 1
      page.open += 1
      return () => {
        page.open -= 1
      }
    },
    {
      isVisible: () => page.isVisible,
      listen(changed) {
        page.listeners.add(changed)
        return () => page.listeners.delete(changed)
      },
    },
  )
  const turn = (visible: boolean): void => {
    page.isVisible = visible
    for (const changed of page.listeners) changed()
  }
  return { page, turn, stop }
}

it('is open while the page is looked at, and closed while it is not', () => {
  const { page, turn } = watched({ isVisible: true })
  expect(page.open).toBe(1)
  turn(false)
  expect(page.open).toBe(0)
  turn(true)
  expect(page).toMatchObject({ open: 1, opened: 2 })
})

it('opens nothing in a tab that nobody has looked at yet', () => {
  const { page, turn } = watched({ isVisible: false })
  expect(page.opened).toBe(0)
  turn(true)
  expect(page.open).toBe(1)
})

it('is open once, however often it is told the same, and ends for good', () => {
  const { page, turn, stop } = watched({ isVisible: true })
  turn(true)
  expect(page.opened).toBe(1)
  stop()
  turn(true)
  expect(page).toMatchObject({ open: 0, opened: 1 })
})
