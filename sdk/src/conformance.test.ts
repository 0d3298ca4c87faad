import type { Json, SentEntity, SentKind } from '@ripcord/model'
import { describe, expect, it } from 'vitest'
import { conformanceVectors, type Expectation, nowOf, type Vector } from '../../test/harness/conformance.js'
import { createSurface } from './client.js'
import { Counts } from './counts.js'
import { StatusBoard } from './status-board.js'
import { Store } from './store.js'
import { FakeClock } from './testing/fake-clock.js'
import { idleObserver } from './testing/idle-observer.js'
import type { Client, EvaluationDetails, JsonValue } from './types.js'

const callerDefault = { the: 'default' }

/** The public surface over what a vector describes, without a server. */
function clientOf(vector: Vector): Client {
  const now = () => nowOf(vector)
  const store = new Store(vector.constants, now, () => undefined)
  store.override(new Map(Object.entries(vector.overrides ?? {})))
  store.apply({
    state: {
      type: 'replace',
      entities: [
        ...entities('flag', vector.flags),
        ...entities(
          'segment',
          Object.fromEntries(vector.segments?.map((segment) => [segment.key, segment]) ?? []),
        ),
        ...entities('segmentChunk', vector.segmentChunks ?? {}),
      ],
    },
    kills: new Map(vector.kills?.map((kill) => [kill.killId, kill])),
  })
  store.setBlindMinutes(vector.blindMinutes ?? 0)
  const counts = new Counts()
  const clock = new FakeClock()
  const view = {
    status: 'READY',
    since: 0,
    source: 'stream',
    position: null,
    confirmedAt: 0,
    because: '',
  } as const
  const board = new StatusBoard(clock, () => view)
  return createSurface({
    entries: store.entries,
    absence: () => ({ code: 'FLAG_NOT_FOUND', message: 'no such flag' }),
    count: (entry, resolution) => counts.count(entry, resolution),
    status: () => board.details,
    ready: (timeoutMs) => board.ready(timeoutMs),
    on: () => () => undefined,
    override: () => undefined,
    close: () => Promise.resolve(),
    observer: idleObserver(store.entries),
    log: () => undefined,
  })
}

function entities(kind: SentKind, values: object): SentEntity[] {
  return Object.entries(values).map(([key, value]) => ({ kind, key, value: value as Json }))
}

/** Asks with the method for the type that is expected. */
function ask(client: Client, { flagKey, context, expect: { value } }: Vector): EvaluationDetails<JsonValue> {
  switch (typeof value) {
    case 'boolean':
      return client.getBooleanDetails(flagKey, !value, context)
    case 'string':
      return client.getStringDetails(flagKey, `not ${value}`, context)
    case 'number':
      return client.getNumberDetails(flagKey, value + 1, context)
    default:
      return client.getObjectDetails(flagKey, callerDefault, context)
  }
}

function valueOf(client: Client, { flagKey, context, expect: { value } }: Vector): JsonValue {
  switch (typeof value) {
    case 'boolean':
      return client.getBooleanValue(flagKey, !value, context)
    case 'string':
      return client.getStringValue(flagKey, `not ${value}`, context)
    case 'number':
      return client.getNumberValue(flagKey, value + 1, context)
    default:
      return client.getObjectValue(flagKey, callerDefault, context)
  }
}

/** An answer in the words of a vector. */
function observed(details: EvaluationDetails<JsonValue>): Expectation {
  const { value, variant, reason, errorCode, flagMetadata } = details
  const metadata = Object.keys(flagMetadata).length === 0 ? {} : { metadata: flagMetadata }
  if (errorCode !== undefined) return { reason, errorCode, ...metadata } as Expectation
  if (variant === undefined) return { callerDefault: true, reason, ...metadata } as Expectation
  return { variant, value, reason, ...metadata } as Expectation
}

describe.each([...conformanceVectors()])('the client answers as the vectors of %s', (_, vectors) => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    const client = clientOf(vector)
    const details = ask(client, vector)
    // In which arm an answer is stays in the client.
    const { arm: _arm, ...expected } = vector.expect
    expect(observed(details)).toEqual(expected)
    expect(valueOf(client, vector)).toEqual(details.value)
    if (vector.expect.value === undefined) expect(details.value).toBe(callerDefault)
    else
      expect(client.getObjectDetails(vector.flagKey, callerDefault, vector.context).errorCode).toBe(
        typeof vector.expect.value === 'object' ? undefined : 'TYPE_MISMATCH',
      )
  })
})
