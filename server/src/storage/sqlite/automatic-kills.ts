import type { Database } from 'better-sqlite3'
import type { AutomaticKill, AutomaticKillStore } from '../storage.js'
import type { Runner } from './runner.js'

export function createAutomaticKillStore(db: Database, { read, write }: Runner): AutomaticKillStore {
  const columns =
    'environment_id AS environmentId, id, type, release, generation, at, because, check_id AS "check", label'
  const add = db.prepare(
    `INSERT INTO automatic_kills (environment_id, id, type, release, generation, at, because, check_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const label = db.prepare('UPDATE automatic_kills SET label = ? WHERE environment_id = ? AND id = ?')
  const get = db.prepare<[string, string], Row>(
    `SELECT ${columns} FROM automatic_kills WHERE environment_id = ? AND id = ?`,
  )
  const list = db.prepare<[string], Row>(
    `SELECT ${columns} FROM automatic_kills WHERE environment_id = ? ORDER BY at DESC, rowid DESC`,
  )
  return {
    add: (kill) =>
      write(() => {
        const { environmentId, id, type, release, generation, at, because, check } = kill
        add.run(environmentId, id, type, release, generation, at, because, check)
      }),
    label: (environmentId, id, said) =>
      write(() => label.run(JSON.stringify(said), environmentId, id).changes > 0),
    get: (environmentId, id) =>
      read(() => {
        const row = get.get(environmentId, id)
        return row && fromRow(row)
      }),
    list: (environmentId) => read(() => list.all(environmentId).map(fromRow)),
  }
}

type Row = Omit<AutomaticKill, 'label'> & { label: string | null }

function fromRow({ label, ...row }: Row): AutomaticKill {
  return { ...row, label: label === null ? null : JSON.parse(label) }
}
