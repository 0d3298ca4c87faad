import type { Database } from 'better-sqlite3'
import type { WaitingKill, WaitingKillStore } from '../storage.js'
import type { Runner } from './runner.js'

export function createWaitingKillStore(db: Database, { read, write }: Runner): WaitingKillStore {
  const columns = 'environment_id AS environmentId, kill, brought_by AS broughtBy, since, settled'
  const put = db.prepare('INSERT INTO waiting_kills VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const get = db.prepare<[string, string], WaitingRow>(
    `SELECT ${columns} FROM waiting_kills WHERE environment_id = ? AND kill_id = ?`,
  )
  const list = db.prepare<[string], WaitingRow>(
    `SELECT ${columns} FROM waiting_kills WHERE environment_id = ? AND settled IS NULL ORDER BY since`,
  )
  const settle = db.prepare(
    'UPDATE waiting_kills SET settled = ? WHERE environment_id = ? AND kill_id = ? AND settled IS NULL',
  )

  return {
    put: ({ environmentId, kill, broughtBy, since, settled }) =>
      write(() => {
        const settledText = settled && JSON.stringify(settled)
        put.run(environmentId, kill.killId, JSON.stringify(kill), broughtBy, since, settledText)
      }),
    get: (environmentId, killId) =>
      read(() => {
        const row = get.get(environmentId, killId)
        return row && fromRow(row)
      }),
    list: (environmentId) => read(() => list.all(environmentId).map(fromRow)),
    settle: (environmentId, killId, settled) =>
      write(() => void settle.run(JSON.stringify(settled), environmentId, killId)),
  }
}

type WaitingRow = Omit<WaitingKill, 'kill' | 'settled'> & { kill: string; settled: string | null }

function fromRow(row: WaitingRow): WaitingKill {
  return {
    ...row,
    kill: JSON.parse(row.kill),
    settled: row.settled === null ? null : JSON.parse(row.settled),
  }
}
