import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { keptOpen } from './kept-open'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function browser() {
  const opened: { readyState: number; fail: (readyState: number) => void }[] = []
  const open = () => {
    const heard: (() => void)[] = []
    const feed = {
      readyState: 1,
      addEventListener: (_type: 'error', hear: () => void) => void heard.push(hear),
      close() {
        feed.readyState = 2
      },
      fail(readyState: number) {
        feed.readyState = readyState
        for (const hear of heard) hear()
      },
    }
    opened.push(feed)
    return feed
  }
  return { opened, open }
}

it('opens another feed after one that the browser has given up', () => {
  const { opened, open } = browser()
  keptOpen(open)
  opened[0]?.fail(2)
  vi.advanceTimersByTime(3_000)
  expect(opened).toHaveLength(2)
})

it('leaves one alone that the browser opens again by itself', () => {
  const { opened, open } = browser()
  keptOpen(open)
  opened[0]?.fail(0)
  vi.advanceTimersByTime(60_000)
  expect(opened).toHaveLength(1)
})

it('ends the present one, and opens none afterwards', () => {
  const { opened, open } = browser()
  const stop = keptOpen(open)
  opened[0]?.fail(2)
  vi.advanceTimersByTime(3_000)
  opened[1]?.fail(2)
  stop()
  vi.advanceTimersByTime(60_000)
  expect(opened.map(({ readyState }) => readyState)).toEqual([2, 2])
})
