import type { Database } from 'better-sqlite3'
import type { CountStore, MinuteCount } from '../storage.js'
import type { Runner } from './runner.js'

export function createCountStore(db: Database, { read, write }: Runner): CountStore {
  const add = db.prepare(
    `INSERT INTO minute_counts (environment_id, flag, minute, variant, reason, count) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET count = count + excluded.count`,
  )
  const evaluated = db.prepare(
    `INSERT INTO last_evaluated (environment_id, flag, minute) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET minute = max(minute, excluded.minute)`,
  )
  const columns = `environment_id AS environmentId, flag, nullif(variant, '') AS variant, reason, minute, count`
  const all = db.prepare<[string, number, number], MinuteCount>(
    `SELECT ${columns} FROM minute_counts WHERE environment_id = ? AND minute >= ? AND minute < ? ORDER BY minute`,
  )
  const ofFlag = db.prepare<[string, string, number, number], MinuteCount>(
    `SELECT ${columns} FROM minute_counts WHERE environment_id = ? AND flag = ? AND minute >= ? AND minute < ?
     ORDER BY minute`,
  )
  const last = db.prepare<[string], { flag: string; minute: number }>(
    'SELECT flag, minute FROM last_evaluated WHERE environment_id = ?',
  )
  const lastOfFlag = db.prepare<[string, string], { flag: string; minute: number }>(
    'SELECT flag, minute FROM last_evaluated WHERE environment_id = ? AND flag = ?',
  )
  const prune = db.prepare('DELETE FROM minute_counts WHERE minute < ?')

  return {
    add: (counts) =>
      write(() => {
        for (const { environmentId, flag, variant, reason, minute, count } of counts) {
          add.run(environmentId, flag, minute, variant ?? '', reason, count)
          evaluated.run(environmentId, flag, minute)
        }
      }),
    read: (environmentId, { flag, from, to }) =>
      read(() =>
        flag === undefined ? all.all(environmentId, from, to) : ofFlag.all(environmentId, flag, from, to),
      ),
    lastEvaluated: (environmentId, flags) =>
      read(() => {
        const rows =
          flags === undefined
            ? last.all(environmentId)
            : flags.flatMap((flag) => lastOfFlag.get(environmentId, flag) ?? [])
        return new Map(rows.map(({ flag, minute }) => [flag, minute]))
      }),
    prune: (beforeMinute) => write(() => void prune.run(beforeMinute)),
  }
}
