import type { Client } from '@ripcord/sdk'
import { machineMs } from './machine-ms.js'
import type { Sight } from './service-messages.js'

/** A default that no flag has as its value. */
const missing = Number.MIN_SAFE_INTEGER
/** What moves without a word, such as the epoch of a position that is confirmed, is seen so much later at most. */
const lookEveryMs = 20

/** Tells what number flags serve, all at one instant and with what the client says of itself, whenever that has changed. */
export function recordFlags(
  client: Client,
  flagKeys: readonly string[],
  tell: (sight: Sight) => void,
): () => void {
  let last = ''
  const look = (): void => {
    const { position, status, source } = client.status
    const flags = flagKeys.map((flagKey) => {
      const { value, flagMetadata } = client.getNumberDetails(flagKey, missing)
      const killId = flagMetadata['killed'] === true ? String(flagMetadata['killId']) : null
      return { value: value === missing ? null : value, killId }
    })
    const seen = { position, status, source, flags }
    const text = JSON.stringify(seen)
    if (text === last) return
    last = text
    tell({ at: machineMs(), ...seen })
  }
  look()
  const offChanged = client.on('changed', look)
  const offStatus = client.on('status', look)
  const timer = setInterval(look, lookEveryMs).unref()
  return () => {
    offChanged()
    offStatus()
    clearInterval(timer)
  }
}
