import { expect, it } from 'vitest'
import { allNews, channelsSentence, filterOf, filterWords, usualNews } from './channel'

const none = { events: null, environments: null, releases: null }

it('says what a channel is told', () => {
  expect(filterWords(none)).toBe('all but single changes')
  expect(filterWords({ events: ['kill.committed'], environments: ['live'], releases: 'pay' })).toBe(
    'a kill in live, of releases pay…',
  )
  expect(filterWords({ ...none, events: [...usualNews] })).toBe('12 kinds of news')
})

it('sends no filter where all the usual is chosen, or nothing', () => {
  expect(filterOf({ events: usualNews, environments: [], releases: ' ' })).toEqual(none)
  expect(filterOf({ events: [], environments: [], releases: '' })).toEqual(none)
  expect(filterOf({ events: ['change', 'kill.committed'], environments: ['a'], releases: 'b' })).toEqual({
    events: ['kill.committed', 'change'],
    environments: ['a'],
    releases: 'b',
  })
  expect(filterOf({ events: allNews, environments: [], releases: '' }).events).toHaveLength(allNews.length)
})

it('says who is told, and what did not arrive', () => {
  const on = { enabled: true }
  const delivery = (state: 'delivered' | 'dead' | 'pending', type = 'kill.committed') => ({
    state,
    news: { type },
  })
  expect(channelsSentence([{ enabled: false }], [])).toBe('Nobody is told what happens here.')
  expect(channelsSentence([on], [delivery('delivered'), delivery('dead', 'test')])).toBe(
    '1 channel is told what happens, and all of it arrived.',
  )
  expect(channelsSentence([on, on], [delivery('dead'), delivery('pending')])).toBe(
    '2 channels are told what happens; 1 message did not arrive.',
  )
})
