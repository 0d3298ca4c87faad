import { createHook, executionAsyncId } from 'node:async_hooks'
import type { Client } from '@ripcord/sdk'
import { machineMs } from './machine-ms.js'
import type { Sight, Telling } from './service-messages.js'

/** A default that no flag has as its value. */
const missing = Number.MIN_SAFE_INTEGER
/** What moves without a word, such as the epoch of a position that is confirmed, is seen so much later at most. */
const lookEveryMs = 20

/** Who hears of what a process serves. */
export interface Recorder {
  /** What all flags serve at one instant, with what the client says of itself: whenever that has changed. */
  readonly seen: (sight: Sight) => void
  /** Each word of the client that flags have changed, also where it leads to what was seen before. */
  readonly told: (telling: Telling) => void
}

/** Tells what number flags serve, and what the client says of them. */
export function recordFlags(
  client: Client,
  flagKeys: readonly string[],
  { seen, told }: Recorder,
): () => void {
  let last = ''
  const served = (flagKey: string): Sight['flags'][number] => {
    const { value, flagMetadata } = client.getNumberDetails(flagKey, missing)
    const killId = flagMetadata['killed'] === true ? String(flagMetadata['killId']) : null
    return { value: value === missing ? null : value, killId }
  }
  const look = (): void => {
    const { position, status, source } = client.status
    const sight = { position, status, source, flags: flagKeys.map(served) }
    const text = JSON.stringify(sight)
    if (text === last) return
    last = text
    seen({ at: machineMs(), ...sight })
  }
  look()
  const words = atEachWord(() => ({ position: client.status.position, flags: flagKeys.map(served) }))
  const offChanged = client.on('changed', ({ keys }) => {
    const { position, flags } = words.current()
    const named = flags.flatMap((flag, place) =>
      keys.includes(flagKeys[place] ?? '') ? { place, ...flag } : [],
    )
    if (named.length > 0) told({ position, flags: named })
    look()
  })
  const offStatus = client.on('status', look)
  const timer = setInterval(look, lookEveryMs).unref()
  return () => {
    words.stop()
    offChanged()
    offStatus()
    clearInterval(timer)
  }
}

/**
 * The SDK calls its listeners in a microtask, and until then a second change may have come: each word is to be told with
 * what was served when it was put down.
 */
function atEachWord<T>(look: () => T): { current(): T; stop(): void } {
  const looks = new Map<number, T>()
  const hook = createHook({
    init: (id, type) => {
      if (type === 'Microtask') looks.set(id, look())
    },
    after: (id) => looks.delete(id),
  }).enable()
  return {
    current() {
      const seen = looks.get(executionAsyncId())
      if (seen === undefined) throw new Error('the SDK calls its listeners otherwise than in a microtask')
      return seen
    },
    stop: () => void hook.disable(),
  }
}
