import type { News, NewsFilter } from '@ripcord/model'
import { expect, it } from 'vitest'
import { blindNews } from './news-of-guard.js'
import { hears } from './who-hears.js'

const all: NewsFilter = { events: null, environments: null, releases: null }
const blind = blindNews('default', { lastTickAt: null }, new Date(0))

it.each<[string, NewsFilter, News, boolean]>([
  ['of one environment hears that the guard does not look', { ...all, environments: ['eu'] }, blind, true],
  ['of some releases hears it too: it looks at none', { ...all, releases: 'checkout-' }, blind, true],
  ['of other events does not', { ...all, events: ['kill.committed'] }, blind, false],
  [
    'of some releases hears of no flag that is in none',
    { ...all, releases: 'checkout-' },
    { ...blind, type: 'kill.committed', environment: 'eu', flags: ['a'] },
    false,
  ],
])('a channel %s', (_what, filter, news, expected) => {
  expect(hears(filter, news)).toBe(expected)
})
