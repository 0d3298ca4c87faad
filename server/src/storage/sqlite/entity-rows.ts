import type { EntityWrite, Revision } from '@ripcord/model'
import type { Database } from 'better-sqlite3'
import type { EntityQuery } from '../storage.js'
import type { EntityRow } from './state-view.js'

/** Entities as they stand, and which changes touched them. Every function runs inside the caller's transaction. */
export interface EntityRows {
  read(projectId: string, reads: readonly EntityQuery[]): EntityRow[]
  write(projectId: string, revision: Revision, writes: readonly EntityWrite[]): void
}

export function createEntityRows(db: Database): EntityRows {
  const columns = 'kind, environment, key, value, revision'
  const all = db.prepare<[string, string, string], EntityRow>(
    `SELECT ${columns} FROM entities WHERE project_id = ? AND environment = ? AND kind = ?`,
  )
  const one = db.prepare<[string, string, string, string], EntityRow>(
    `SELECT ${columns} FROM entities WHERE project_id = ? AND environment = ? AND kind = ? AND key = ?`,
  )
  const put = db.prepare(
    `INSERT INTO entities (project_id, environment, kind, key, value, revision) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value, revision = excluded.revision`,
  )
  const touch = db.prepare(
    'INSERT INTO touches (project_id, environment, kind, key, revision) VALUES (?, ?, ?, ?, ?)',
  )

  function readOne(projectId: string, { kind, environment, keys }: EntityQuery): EntityRow[] {
    if (keys === undefined) return all.all(projectId, environment ?? '', kind)
    return keys.flatMap((key) => one.get(projectId, environment ?? '', kind, key) ?? [])
  }

  return {
    read: (projectId, reads) => reads.flatMap((query) => readOne(projectId, query)),
    write(projectId, revision, writes) {
      for (const { kind, environment, key, value } of writes) {
        put.run(projectId, environment ?? '', kind, key, JSON.stringify(value), revision)
        // A change that names an entity twice breaks this key, and is rolled back.
        touch.run(projectId, environment ?? '', kind, key, revision)
      }
    },
  }
}
