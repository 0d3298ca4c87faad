import { createSyncMachine } from '@ripcord/sync'
import { connect } from '../connect.js'
import { openDiskCache } from '../disk/disk-cache.js'
import type { Client, ClientOptions, Logger } from '../types.js'
import { FakeClock } from './fake-clock.js'
import { FakePolling, type FakeServer, FakeStream, type Servers } from './fake-server.js'

/** A client in a world of its own: clock, servers and log in the test's hands. */
export interface FakeWorld {
  readonly client: Client
  readonly clock: FakeClock
  readonly lines: string[]
}

export interface WorldOptions {
  /** By URL; one server answers to every URL. */
  servers: FakeServer | Servers
  environment?: { readonly [name: string]: string | undefined }
  options?: Partial<Record<keyof ClientOptions, unknown>>
}

let boots = 0

export function startClient({ servers, environment = {}, options = {} }: WorldOptions): FakeWorld {
  const clock = new FakeClock()
  const lines: string[] = []
  const find: Servers = typeof servers === 'function' ? servers : () => servers
  const client = connect(
    {
      url: 'http://one.test',
      sdkKey: 'rk_srv_0123456789abcdef_secret',
      application: { name: 'checkout', version: '1.4.2' },
      cacheDir: false,
      logger: recorder(lines),
      ...options,
    },
    {
      clock,
      environment,
      random: () => 0.5,
      bootId: () => `boot-id-of-client-${(boots += 1)}`,
      machine: createSyncMachine,
      disk: openDiskCache,
      stream: (_key, _agenda, events) => new FakeStream(find, events),
      polling: () => new FakePolling(find),
    },
  )
  return { client, clock, lines }
}

function recorder(lines: string[]): Logger {
  const record = (level: string) => (message: string) => void lines.push(`${level}: ${message}`)
  return { debug: record('debug'), info: record('info'), warn: record('warn'), error: record('error') }
}
