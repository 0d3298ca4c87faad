import type { SentEntity, SentFlag, SentRelease } from '@ripcord/model'
import { murmur3 } from '@ripcord/model/plain'
import { FakeServer } from './fake-server.js'
import { type FakeWorld, startClient, type WorldOptions } from './fake-world.js'
import { flag } from './samples.js'

const seed = 'checkout-2026'

/** A flag of a running release that serves `on` to `share` of the subjects, and `off` to the others. */
export function released(
  key: string,
  share: number,
  release: Partial<SentRelease> = {},
  more: Partial<SentFlag> = {},
): SentEntity {
  const outgoing = Math.round(share * 100_000)
  const weights = [
    { variant: 'on', weight: outgoing },
    { variant: 'off', weight: 100_000 - outgoing },
  ]
  const plain = { type: 'variant', variant: share === 1 ? 'on' : 'off' } as const
  const isSplit = share > 0 && share < 1
  return flag(key, {
    default: isSplit ? { type: 'split', weights, seed, missing: 'off' } : plain,
    release: { key: seed, generation: 1, stage: 0, treatment: 'on', control: 'off', seed, ...release },
    ...more,
  })
}

/** The n-th subject that falls into an arm while the share is a half. */
export function subject(arm: 'treatment' | 'control', n = 0): { targetingKey: string } {
  for (let i = 0, found = 0; ; i++) {
    const isEarly = murmur3(`${seed}user-${i}`) < 2 ** 31
    if (isEarly === (arm === 'treatment') && found++ === n) return { targetingKey: `user-${i}` }
  }
}

/** The bucket by which a subject is told apart in reports. */
export function bucketOf({ targetingKey }: { targetingKey: string }): number {
  return murmur3(`outcomes/${seed}/${targetingKey}`)
}

/** A client that streams these flags. */
export async function startWith(
  flags: readonly SentEntity[],
  options: WorldOptions['options'] = {},
): Promise<FakeWorld & { server: FakeServer }> {
  const server = new FakeServer(flags)
  const world = startClient({ servers: server, options })
  await world.clock.advance(100)
  return { ...world, server }
}
