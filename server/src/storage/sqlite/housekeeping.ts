import type { Database } from 'better-sqlite3'
import type { Clock } from '../../clock.js'
import type { Runner } from './runner.js'

const idempotencyKeptMs = 7 * 24 * 3_600_000
const everyMs = 3_600_000

/**
 * Throws away, now and each hour, what nobody can use any more: idempotency keys after seven days, one-time links and
 * sessions that have ended.
 *
 * @returns what stops it
 */
export async function keepHouse(
  db: Database,
  runner: Runner,
  clock: Clock,
  every: (ms: number, work: () => void) => () => void,
): Promise<() => void> {
  const idempotency = db.prepare('DELETE FROM idempotency WHERE at < ?')
  const links = db.prepare('DELETE FROM links WHERE expires_at < ?')
  const sessions = db.prepare('DELETE FROM sessions WHERE expires_at < ?')
  const clean = () =>
    runner.write(() => {
      const now = clock.now()
      idempotency.run(new Date(now.getTime() - idempotencyKeptMs).toISOString())
      links.run(now.toISOString())
      sessions.run(now.toISOString())
    })
  await clean()
  // Busy or full just now: what is left over harms nobody, and the next hour comes.
  return every(everyMs, () => void clean().catch(() => undefined))
}
