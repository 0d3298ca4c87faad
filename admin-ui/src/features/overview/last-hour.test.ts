import { describe, expect, it } from 'vitest'
import { windows } from './last-hour'

const at = (time: string, errors: number) => ({ at: `2026-03-01T${time}.000Z`, requests: 10, errors })

describe('the errors of one service', () => {
  it('stand in the minute they came in, of the hour that ends now', () => {
    const values = windows(
      [at('11:40:10', 1), at('11:40:50', 3), at('11:59:00', 10)],
      '2026-03-01T11:59:30.000Z',
    )
    expect(values).toHaveLength(60)
    expect([values[40], values[59]]).toEqual([0.2, 1])
  })

  it('go out of sight as time passes without a request: the last that came is not now', () => {
    const values = windows([at('11:00:00', 10)], '2026-03-01T11:30:00.000Z')
    expect(values[29]).toBe(1)
    expect(values.slice(30)).toEqual(Array.from({ length: 30 }, () => null))
  })
})
