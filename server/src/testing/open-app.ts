import { randomBytes } from 'node:crypto'
import { type ApiClient, createApiClient } from '@ripcord/api'
import { pino } from 'pino'
import request from 'supertest'
import { afterAll } from 'vitest'
import { type App, createApp } from '../app.js'
import { type Config, readConfig } from '../config.js'
import type { AppOptions } from '../parts.js'
import { createKeyRing } from '../secrets/create-key-ring.js'
import { openSqliteStorage } from '../storage/sqlite/open.js'

export const ownerToken = 'an-owner-token-for-tests-0123456789'

/** Wall-clock time that a test moves; what runs by the monotonic clock runs by itself. */
export interface TestClock {
  now(): Date
  monotonic(): number
  advance(ms: number): void
}

export interface OpenApp {
  app: App
  clock: TestClock
  /** The typed client, with the owner's token. */
  api: ApiClient
  /** A bare request, without any credential. */
  http: ReturnType<typeof request>
  /** A client with another token. */
  as: (token: string) => ApiClient
  /** Everything that was logged, as text. */
  logged: () => string
}

const open: App[] = []

// Together at the end: each waits a moment for its goodbye to leave.
afterAll(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()))
})

/** A whole server on a database in memory, closed after the file's tests. Every answer is held against its contract. */
export async function openApp(
  environment: Record<string, string> = {},
  parts: Partial<AppOptions> = {},
): Promise<OpenApp> {
  const clock = testClock()
  const lines: string[] = []
  const app = await createApp(configOf(environment), {
    clock,
    log: pino({ level: 'debug' }, { write: (line: string) => lines.push(line) }),
    version: '0.0.0-test',
    storage: await openSqliteStorage({ file: ':memory:', clock, mint: 'a test' }),
    keyRing: createKeyRing(randomBytes(32), clock.now()),
    checkAnswers: true,
    // Whatever asks for every operation starts no processes.
    shop: null,
    ...parts,
  })
  open.push(app)
  const port = await listenLocally(app)
  const as = (token: string) => createApiClient({ baseUrl: `http://127.0.0.1:${port}`, token })
  return {
    app,
    clock,
    api: as(ownerToken),
    http: request(app.server),
    as,
    logged: () => lines.join(''),
  }
}

function configOf(environment: Record<string, string>): Config {
  const read = readConfig({ RIPCORD_ADMIN_TOKEN: ownerToken, ...environment })
  if (read.type === 'mistakes') throw new Error(read.mistakes.join('; '))
  return read.config
}

/** Without the break-glass socket, which would need a folder. */
function listenLocally({ server }: App): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  })
}

function testClock(): TestClock {
  let offset = 0
  const start = Date.parse('2026-01-05T08:00:00.000Z')
  return {
    now: () => new Date(start + offset),
    monotonic: () => offset,
    advance: (ms) => {
      offset += ms
    },
  }
}
