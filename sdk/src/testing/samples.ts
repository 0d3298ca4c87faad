import type { Json, Kill, SentEntity, SentFlag } from '@ripcord/model'
import { ulid } from '@ripcord/model/plain'

/** The n-th epoch of a test: later ones are above. */
export function epochOf(n: number): string {
  return ulid(1_700_000_000_000 + n, new Uint8Array(10).fill(n))
}

/** A flag whose variant `on` is served to everybody. */
export function flag(key: string, more: Partial<SentFlag> = {}): SentEntity {
  const sent: SentFlag = {
    key,
    type: 'boolean',
    variants: { on: true, off: false },
    enabled: true,
    offVariant: 'off',
    default: { type: 'variant', variant: 'on' },
    ...more,
  }
  return { kind: 'flag', key, value: asSent(sent) }
}

/** A kill by a person that serves `value` for each flag. */
export function kill(killId: string, flagKeys: readonly string[], value: boolean | string = false): Kill {
  return {
    killId,
    cause: 'manual',
    actor: { type: 'person', id: 'p1' },
    reason: 'test',
    episode: `manual:${killId}`,
    firstCommit: { epoch: epochOf(1), revision: 1, at: '2026-01-01T00:00:00.000Z' },
    serves: Object.fromEntries(flagKeys.map((key) => [key, { type: 'variant', variant: 'off', value }])),
    mac: `mac-of-${killId}`,
  }
}

export function killEntity(sent: Kill): SentEntity {
  return { kind: 'kill', key: sent.killId, value: asSent(sent) }
}

function asSent(entity: Kill | SentFlag): Json {
  return JSON.parse(JSON.stringify(entity)) as Json
}
