import { describe, expect, it } from 'vitest'
import { bandsOf, polygon } from './served'

describe('what a flag has served', () => {
  it('is blue where it is not the safe variant, without the minute that is not over', () => {
    const bands = bandsOf(
      [
        { variant: 'on', counts: [0, 2, 4, 1] },
        { variant: 'off', counts: [8, 6, 4, 1] },
        { variant: null, counts: [0, 0, 2, 0] },
      ],
      'off',
    )
    expect(bands.total).toEqual([8, 8, 10])
    expect(bands.blue).toEqual([0, 2, 4])
    expect(bands.said).toBe(
      'off 68 %, on 25 %, the caller’s default 7.1 % of 28 evaluations in the last hour',
    )
  })

  it('shows its first minute before it is over, and how often it is asked for since then', () => {
    expect(bandsOf([{ variant: 'on', counts: [0, 0, 7] }], 'off')).toMatchObject({
      total: [0, 0, 7],
      perMinute: 7,
    })
    const counts = [...Array.from({ length: 57 }, () => 0), 4, 8, 1]
    expect(bandsOf([{ variant: 'on', counts }], 'off').perMinute).toBe(6)
  })

  it('is drawn from the left to the right', () => {
    expect(polygon([0, 5, 10], 10, 20, 10)).toBe('0,10 0,10 10,5 20,0 20,10')
    expect(polygon([], 0, 20, 10)).toBe('')
  })
})
