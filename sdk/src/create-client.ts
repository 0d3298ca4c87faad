import { randomBytes } from 'node:crypto'
import { createSyncMachine } from '@ripcord/sync'
import { systemClock } from './clock.js'
import { connect } from './connect.js'
import { openDiskCache } from './disk/disk-cache.js'
import { createPollingSource } from './sources/polling.js'
import { createStreamSource } from './sources/stream.js'
import type { Client, ClientOptions, FlagMap } from './types.js'

/**
 * A client of one environment's flags. Returns at once, serving what was last known from disk; never throws: options
 * that can't be used give a client whose status is FATAL and which answers every default.
 *
 * @example
 * const flags = createClient({ url, sdkKey, application: { name: 'checkout', version: '1.4.2' } })
 * await flags.ready({ timeoutMs: 2000 })
 * flags.getBooleanValue('new-checkout', false, { targetingKey: userId })
 */
export function createClient<Flags = FlagMap>(options: ClientOptions): Client<Flags> {
  return connect(options, {
    clock: systemClock,
    environment: process.env,
    random: Math.random,
    bootId: () => randomBytes(24).toString('base64url'),
    machine: createSyncMachine,
    disk: openDiskCache,
    stream: createStreamSource,
    polling: createPollingSource,
  }) as unknown as Client<Flags>
}
