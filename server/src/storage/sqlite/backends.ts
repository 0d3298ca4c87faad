import type { Database } from 'better-sqlite3'
import type { BackendStore, StoredBackend } from '../storage.js'
import type { Runner } from './runner.js'

export function createBackendStore(db: Database, { read, write }: Runner): BackendStore {
  const columns = 'project, key, url, auth, box, updated_at AS updatedAt, updated_by AS updatedBy'
  const list = db.prepare<[string], Row>(`SELECT ${columns} FROM backends WHERE project = ? ORDER BY key`)
  const get = db.prepare<[string, string], Row>(
    `SELECT ${columns} FROM backends WHERE project = ? AND key = ?`,
  )
  const put = db.prepare('INSERT OR REPLACE INTO backends VALUES (?, ?, ?, ?, ?, ?, ?)')
  const remove = db.prepare('DELETE FROM backends WHERE project = ? AND key = ?')
  return {
    list: (project) => read(() => list.all(project).map(fromRow)),
    get: (project, key) =>
      read(() => {
        const row = get.get(project, key)
        return row && fromRow(row)
      }),
    put: ({ project, key, url, auth, box, updatedAt, updatedBy }) =>
      write(() => void put.run(project, key, url, auth, box, updatedAt, JSON.stringify(updatedBy))),
    remove: (project, key) => write(() => remove.run(project, key).changes > 0),
  }
}

type Row = Omit<StoredBackend, 'updatedBy'> & { updatedBy: string }

function fromRow({ updatedBy, ...row }: Row): StoredBackend {
  return { ...row, updatedBy: JSON.parse(updatedBy) }
}
