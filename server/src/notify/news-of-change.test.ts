import type { Actor, Change, EntityWrite, Release, ReleaseHold, StoredKill } from '@ripcord/model'
import { describe, expect, it } from 'vitest'
import { newsOfChange } from './news-of-change.js'

const guard: Actor = { type: 'guard', id: 'release-guard', name: 'Release guard' }
const ada: Actor = { type: 'person', id: 'ada' }
const at = '2026-03-01T12:00:00.000Z'

const change = (parts: Partial<Change>): Change => ({
  revision: 7,
  epoch: '1',
  at,
  kind: 'release.held',
  actor: guard,
  reason: 'it fails',
  entities: [],
  environments: [],
  rowHash: '',
  ...parts,
})

function release(parts: Partial<Release>): EntityWrite {
  const value = {
    key: 'checkout-1',
    flags: [{ key: 'a', outgoing: 'on' }],
    services: [],
    holds: [],
    ...parts,
  }
  return { kind: 'release', environment: 'production', key: 'checkout-1', value: value as unknown as Release }
}

const hold = (reason: ReleaseHold['reason'], since = at): ReleaseHold => ({
  reason,
  because: '',
  since,
  by: guard,
})

const typesOf = (one: Change) => newsOfChange('shop', one).map(({ type }) => type)

describe('a hold', () => {
  it.each(['evidence', 'error', 'budget', 'blind'] as const)('of the guard is news for %s', (reason) => {
    expect(typesOf(change({ entities: [release({ holds: [hold(reason)] })] }))).toEqual([
      'release.held',
      'change',
    ])
  })

  it.each(['verify-after-restart', 'no-data', 'versions'] as const)(
    'of the guard is none for %s, whatever stood before',
    (reason) => {
      const holds = [hold('evidence', '2026-03-01T11:00:00.000Z'), hold(reason)]
      expect(typesOf(change({ entities: [release({ holds })] }))).toEqual(['change'])
    },
  )

  it('of a person is news, and so is that a person lets go of it', () => {
    const entities = [release({ holds: [hold('manual')] })]
    expect(typesOf(change({ actor: ada, entities }))).toContain('release.held')
    expect(typesOf(change({ actor: ada, kind: 'release.resumed', entities: [release({})] }))).toContain(
      'release.resumed',
    )
    expect(typesOf(change({ kind: 'release.resumed', entities: [release({})] }))).toEqual(['change'])
  })
})

it('a drill is no news, neither when it begins nor when it ends', () => {
  const drill = { killId: 'k1', cause: 'drill', serves: { a: {} }, lifted: null } as unknown as StoredKill
  const write = (value: StoredKill): EntityWrite => ({
    kind: 'kill',
    environment: 'production',
    key: 'k1',
    value,
  })
  expect(typesOf(change({ kind: 'flags.killed', entities: [write(drill)] }))).toEqual(['change'])
  const ended = { ...drill, lifted: { at, actor: ada, reason: '' } }
  expect(typesOf(change({ kind: 'drill.ended', entities: [write(ended)] }))).toEqual(['change'])
})

it('a kill that a restored backup took over is no news: it was, when it happened', () => {
  const kill = { killId: 'k1', cause: 'manual', serves: { a: {} }, lifted: null } as unknown as StoredKill
  const entities: EntityWrite[] = [
    { kind: 'kill', environment: 'production', key: 'k1', value: kill },
    {
      kind: 'kill',
      environment: 'production',
      key: 'k2',
      value: { ...kill, lifted: { at, actor: ada, reason: '' } },
    },
  ]
  const restorer: Actor = { type: 'system', id: 'restore', name: 'ripcord restore' }
  expect(typesOf(change({ kind: 'kill.adopted', actor: restorer, entities }))).toEqual(['change'])
  // One that SDKs brought back is: nobody here knew of it.
  const sdks: Actor = { type: 'system', id: 'sdk' }
  expect(typesOf(change({ kind: 'kill.adopted', actor: sdks, entities }))).toContain('kill.committed')
})

it('what a kill has come to is told of the kill', () => {
  const entities = [release({ recovery: 'ineffective', killId: 'k1' })]
  expect(newsOfChange('shop', change({ kind: 'release.recovery', entities }))[0]).toMatchObject({
    type: 'kill.ineffective',
    killId: 'k1',
    releases: ['checkout-1'],
    title: 'The kill of release checkout-1 has not helped in production',
  })
})

it('a kill of which nobody can say whether it has helped is no news', () => {
  const entities = [release({ recovery: 'unknown', killId: 'k1' })]
  expect(typesOf(change({ kind: 'release.recovery', entities }))).toEqual(['change'])
})

it('a change that names many things names the first', () => {
  const entities = Array.from(
    { length: 8 },
    (_, index): EntityWrite => ({ kind: 'flag', environment: null, key: `f${index}`, value: null }),
  )
  const [news] = newsOfChange('shop', change({ kind: 'flags.changed', actor: ada, entities }))
  expect(news).toMatchObject({ title: 'flags.changed: f0, f1, f2, f3, f4 and 3 more', environment: null })
})
