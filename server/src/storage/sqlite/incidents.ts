import type { Database } from 'better-sqlite3'
import type { IncidentStore, StoredIncident } from '../storage.js'
import type { Runner } from './runner.js'

export function createIncidentStore(db: Database, { read, write }: Runner): IncidentStore {
  const columns = 'environment_id AS environmentId, kill_id AS killId, opened_at AS openedAt, settled, body'
  const position = db
    .prepare<[string], number>('SELECT revision FROM incident_positions WHERE project = ?')
    .pluck()
  const move = db.prepare(
    `INSERT INTO incident_positions (project, revision) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET revision = excluded.revision`,
  )
  const open = db.prepare(
    `INSERT INTO incidents (environment_id, kill_id, opened_at, settled, body) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  )
  const put = db.prepare(
    'UPDATE incidents SET settled = ?, body = ? WHERE environment_id = ? AND kill_id = ?',
  )
  const get = db.prepare<[string, string], IncidentRow>(
    `SELECT ${columns} FROM incidents WHERE environment_id = ? AND kill_id = ?`,
  )
  const list = db.prepare<[string], IncidentRow>(
    `SELECT ${columns} FROM incidents WHERE environment_id = ? ORDER BY opened_at DESC, rowid DESC`,
  )
  const unsettled = db.prepare<[], IncidentRow>(
    `SELECT ${columns} FROM incidents WHERE settled = 0 ORDER BY opened_at, rowid`,
  )
  const note = db.prepare('INSERT INTO incident_notes (environment_id, kill_id, note) VALUES (?, ?, ?)')
  const notes = db
    .prepare<[string, string], string>(
      'SELECT note FROM incident_notes WHERE environment_id = ? AND kill_id = ? ORDER BY rowid',
    )
    .pluck()

  return {
    position: (project) => read(() => position.get(project) ?? 0),
    follow: (project, revision, opened) =>
      write(() => {
        for (const { environmentId, killId, openedAt, settled, body } of opened)
          open.run(environmentId, killId, openedAt, settled ? 1 : 0, JSON.stringify(body))
        move.run(project, revision)
      }),
    put: ({ environmentId, killId, settled, body }) =>
      write(() => void put.run(settled ? 1 : 0, JSON.stringify(body), environmentId, killId)),
    get: (environmentId, killId) =>
      read(() => {
        const row = get.get(environmentId, killId)
        return row && fromRow(row)
      }),
    list: (environmentId) => read(() => list.all(environmentId).map(fromRow)),
    unsettled: () => read(() => unsettled.all().map(fromRow)),
    note: (environmentId, killId, one) =>
      write(() => void note.run(environmentId, killId, JSON.stringify(one))),
    notes: (environmentId, killId) =>
      read(() => notes.all(environmentId, killId).map((text) => JSON.parse(text))),
  }
}

type IncidentRow = Omit<StoredIncident, 'settled' | 'body'> & { settled: number; body: string }

function fromRow({ settled, body, ...row }: IncidentRow): StoredIncident {
  return { ...row, settled: settled === 1, body: JSON.parse(body) }
}
