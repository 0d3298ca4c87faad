import { expect, it } from 'vitest'
import { type DemoFacts, sayDemo } from './say-demo.js'

const facts: DemoFacts = {
  state: 'off',
  refusal: null,
  problem: null,
  place: null,
  release: null,
  killId: null,
  startedAt: null,
  rollsAt: null,
  brokenAt: null,
  killedAt: null,
  endsAt: null,
  processes: 6,
  customersPerSecond: 30,
  sales: [],
}

it.each<[Partial<DemoFacts>, string]>([
  [{}, 'A release that goes bad, and pulls itself: see it happen here.'],
  [{ refusal: 'Not here.' }, 'The live demo can’t run on this server.'],
  [{ problem: 'It died.', refusal: 'Not here.' }, 'The live demo ended before its time.'],
  [{ state: 'starting' }, 'The shop opens…'],
  [{ state: 'rolling', release: 'kites-2' }, 'kites-2 goes out, and all is well.'],
  [{ state: 'broken', release: 'kites-2' }, 'kites-2 breaks. The guard counts.'],
  [{ state: 'killed', release: 'kites-2' }, 'kites-2 was pulled.'],
  [
    {
      state: 'killed',
      release: 'kites-2',
      brokenAt: '2026-01-01T00:00:00.000Z',
      killedAt: '2026-01-01T00:00:02.260Z',
    },
    'kites-2 was pulled 2.3 seconds after it broke.',
  ],
  [{ state: 'over', release: 'kites-2' }, 'kites-2 has ended.'],
  [{ state: 'ending' }, 'The live demo ends…'],
])('says of %j: %s', (given, sentence) => {
  expect(sayDemo({ ...facts, ...given }).sentence).toBe(sentence)
})
