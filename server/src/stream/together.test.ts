import { describe, expect, it } from 'vitest'
import { ManualClock } from './testing/test-hub.js'
import { together } from './together.js'

/** A gate, and the pauses that it makes, which end when the test says so. */
function gate() {
  const clock = new ManualClock()
  const pauses: { ms: number; end: () => void }[] = []
  const come = together(
    () => clock.monotonic(),
    (ms) => new Promise<void>((end) => pauses.push({ ms, end })),
  )
  const endLast = () => pauses[pauses.length - 1]?.end()
  return { clock, pauses, come, endLast }
}

describe('those who come with a hello', () => {
  it('wait for the end of the turn and no longer where they come alone', async () => {
    const { pauses, come, endLast } = gate()
    for (let i = 0; i < 3; i++) {
      const served = come()
      endLast()
      await served
    }
    expect(pauses.map(({ ms }) => ms)).toEqual([0, 0, 0])
  })

  it('are served together where they come together', async () => {
    const { pauses, come, endLast } = gate()
    const served = [come(), come(), come()]
    endLast()
    await Promise.all(served)
    expect(pauses).toHaveLength(1)
  })

  it('are gathered for a few milliseconds as long as a herd comes', async () => {
    const { clock, pauses, come, endLast } = gate()
    const herd = [come(), come()]
    endLast()
    await Promise.all(herd)
    clock.advance(2)
    const last = come()
    endLast()
    await last
    const alone = come()
    endLast()
    await alone
    expect(pauses.map(({ ms }) => ms)).toEqual([0, 3, 0])
  })
})
