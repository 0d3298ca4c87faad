import { describe, expect, it } from 'vitest'
import type { OverviewFacts } from './facts.js'
import { sayOverview } from './say-overview.js'

const at = '2026-01-05T08:00:00.000Z'
const before = (seconds: number): string => new Date(Date.parse(at) - seconds * 1_000).toISOString()

function facts(more: Partial<OverviewFacts> = {}): OverviewFacts {
  return {
    at,
    revision: 7,
    flags: 3,
    guard: { lastTickAt: at, isBlind: false },
    instances: { connected: 5, current: 5 },
    rolling: [],
    kills: [],
    services: [],
    changes: [],
    ...more,
  }
}

const rolling = (more: Partial<OverviewFacts['rolling'][number]> = {}): OverviewFacts['rolling'][number] => ({
  release: 'kites-2',
  status: 'running',
  stage: 1,
  stages: [
    { share: 0.05, bakeMs: 0 },
    { share: 0.25, bakeMs: 0 },
  ],
  bakedMs: 0,
  startedAt: before(60),
  flags: ['new-checkout'],
  services: ['checkout'],
  mode: 'armed',
  holds: [],
  because: 'Every check passes.',
  ...more,
})

const kill = (more: Partial<OverviewFacts['kills'][number]> = {}): OverviewFacts['kills'][number] => ({
  killId: 'kill-1',
  flags: ['new-checkout', 'new-ledger'],
  releases: ['kites-2'],
  at: before(22),
  actor: { type: 'guard', id: 'release-guard' },
  reason: 'Errors.',
  safe: 5,
  total: 5,
  recovery: 'recovered',
  ...more,
})

const service = (
  more: Partial<OverviewFacts['services'][number]> = {},
): OverviewFacts['services'][number] => ({
  service: 'checkout',
  versions: [],
  connected: 2,
  lag: 0,
  evaluationsPerSecond: 60,
  requestsPerSecond: 30,
  errorRate: 0,
  traffic: [],
  ...more,
})

describe('the sentence', () => {
  it.each<[string, Partial<OverviewFacts>, string]>([
    [
      'of an empty environment says what to do',
      { flags: 0 },
      'There is no flag yet. Create one, and connect a service to see it arrive.',
    ],
    [
      'of flags that nobody reads says what to do',
      { flags: 1, instances: { connected: 0, current: 0 } },
      'One flag is ready. Connect a service to see it arrive.',
    ],
    [
      'of a kill that has helped names those that have not been heard of since a restart',
      { kills: [kill({ safe: 0, total: 2 })] },
      'kites-2 was pulled 22 seconds ago. It has helped; 2 instances have yet to be heard of.',
    ],
    ['of a quiet day is short', {}, 'Nothing is rolling, and nothing is killed.'],
    [
      'of old kills names them as a state, not as news',
      { kills: [kill({ at: before(25 * 3_600) })] },
      'Nothing is rolling. One kill stands from before.',
    ],
    ['of a release says how far it is', { rolling: [rolling()] }, 'kites-2 is at 25 %, and nothing fails.'],
    [
      'of several releases counts them',
      { rolling: [rolling(), rolling({ release: 'search-1' })] },
      'Two releases are rolling, and nothing fails.',
    ],
    [
      'of a release that holds says why, whatever else rolls',
      {
        rolling: [
          rolling({ release: 'search-1' }),
          rolling({ holds: ['no-data'], because: 'No data from prom for 40 s.' }),
        ],
      },
      'kites-2 is holding at 25 %: no data from prom for 40 s.',
    ],
    [
      'of a release that holds for a long reason leaves that to the release',
      {
        rolling: [
          rolling({
            holds: ['evidence'],
            because: `${'many words '.repeat(10)}. And more.`,
          }),
        ],
      },
      'kites-2 is holding at 25 %.',
    ],
    [
      'of a kill says that it is over',
      { kills: [kill()], rolling: [rolling({ release: 'search-1', holds: ['manual'] })] },
      'kites-2 was pulled 22 seconds ago. Everything is serving the safe variants.',
    ],
    [
      'of a kill of this very moment counts no seconds',
      { kills: [kill({ at: before(1) })] },
      'kites-2 was just pulled. Everything is serving the safe variants.',
    ],
    [
      'of a kill without a release names its flags',
      { kills: [kill({ releases: [], flags: ['banner'], at: before(60) })] },
      'banner was pulled 1 minute ago. Everything is serving the safe variants.',
    ],
    [
      'of several kills says so',
      { kills: [kill(), kill({ killId: 'kill-2', releases: ['search-1'] })] },
      'Two releases were pulled 22 seconds ago. Everything is serving the safe variants.',
    ],
    [
      'of a kill that has not helped says that something else is wrong',
      { kills: [kill({ recovery: 'ineffective', at: before(3_700) })] },
      'kites-2 was pulled 1 hour ago, and it has not helped. Something else is wrong.',
    ],
    [
      'of a kill that is not everywhere counts, before anything else',
      {
        kills: [
          kill({ recovery: 'ineffective' }),
          kill({ killId: 'kill-2', safe: 37, total: 38, recovery: 'pending' }),
        ],
      },
      'kites-2 was pulled 22 seconds ago: 37 of 38 instances are safe, one may still serve the new variant.',
    ],
    [
      'of a guard that does not look says what that means',
      { rolling: [rolling()], guard: { lastTickAt: before(30), isBlind: true }, kills: [kill()] },
      'The guard has not looked for 30 seconds. Nothing is killed by itself, and nothing goes on.',
    ],
    [
      'of a guard that does not look is no news where nothing is watched',
      { guard: { lastTickAt: null, isBlind: true } },
      'Nothing is rolling, and nothing is killed.',
    ],
  ])('%s', (_what, more, sentence) => {
    expect(sayOverview(facts(more)).sentence).toBe(sentence)
  })
})

describe('the figures behind it', () => {
  it('weigh errors by the requests of each service', () => {
    const services = [
      service({ requestsPerSecond: 90, errorRate: 0 }),
      service({ service: 'payments', requestsPerSecond: 10, errorRate: 0.5 }),
      service({ service: 'mail', requestsPerSecond: null, errorRate: null }),
    ]
    expect(
      sayOverview(facts({ services, rolling: [rolling({ holds: ['manual'] }), rolling()] })).detail,
    ).toBe(
      '2 releases are rolling, 1 of them holding. 5 of 5 instances have every change. Errors 5 % of 100 requests a second.',
    )
  })

  it('say that nobody is connected', () => {
    expect(sayOverview(facts({ instances: { connected: 0, current: 0 } })).detail).toBe(
      'No service is connected.',
    )
  })
})
