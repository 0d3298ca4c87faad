import type { Database } from 'better-sqlite3'
import type { InstanceRecord, InstanceStore } from '../storage.js'
import type { Runner } from './runner.js'

export function createInstanceStore(db: Database, { read, write }: Runner): InstanceStore {
  const list = db
    .prepare<[string], string>('SELECT record FROM instances WHERE environment_id = ? ORDER BY rowid')
    .pluck()
  const services = db
    .prepare<[string], string>(
      `SELECT DISTINCT json_extract(record, '$.service') AS service FROM instances
       WHERE environment_id = ? ORDER BY service`,
    )
    .pluck()
  const put = db.prepare(
    `INSERT INTO instances (environment_id, boot_hash, last_seen_at, connected, record) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET last_seen_at = excluded.last_seen_at, connected = excluded.connected,
     record = excluded.record`,
  )
  const loseAll = db.prepare(
    `UPDATE instances SET connected = 0,
     record = json_set(record, '$.lostAt', ?, '$.connectedSince', NULL) WHERE connected`,
  )
  const prune = db.prepare('DELETE FROM instances WHERE last_seen_at < ? AND NOT connected')

  return {
    list: (environmentId) => read(() => list.all(environmentId).map((text) => JSON.parse(text))),
    services: (environmentId) => read(() => services.all(environmentId)),
    put: (records) =>
      write(() => {
        for (const record of records) {
          const { environmentId, bootHash, lastSeenAt } = record
          put.run(environmentId, bootHash, lastSeenAt, isConnected(record) ? 1 : 0, JSON.stringify(record))
        }
      }),
    loseAll: (at) => write(() => void loseAll.run(at)),
    prune: (before) => write(() => void prune.run(before)),
  }
}

function isConnected(record: InstanceRecord): boolean {
  return record.connectedSince !== null && record.lostAt === null && record.goodbyeAt === null
}
