import { expect, it } from 'vitest'
import { words } from './words'

it('says what each word of the console means, once', () => {
  const all = words.map(({ word }) => word.toLowerCase())
  for (const word of [
    'flag',
    'release',
    'check',
    'kill',
    'latch',
    'acknowledgement',
    'hold',
    'incident',
    'drill',
  ])
    expect(all.filter((one) => one === word)).toHaveLength(1)
})

it('keeps each short enough to be read', () => {
  for (const { says } of words) expect(says.length).toBeLessThan(300)
})
