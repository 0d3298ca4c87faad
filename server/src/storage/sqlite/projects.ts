import type { Database } from 'better-sqlite3'
import type { ProjectStore } from '../storage.js'
import type { Runner } from './runner.js'

export function createProjectStore(db: Database, { read }: Runner): ProjectStore {
  const list = db.prepare<[], string>('SELECT value FROM projects ORDER BY key').pluck()
  const get = db.prepare<[string], string>('SELECT value FROM projects WHERE key = ?').pluck()
  const environments = db
    .prepare<[string], string>(
      `SELECT environments.value FROM environments JOIN projects ON projects.id = project_id
       WHERE projects.key = ? AND NOT deleted ORDER BY environments.rowid`,
    )
    .pluck()
  const environment = db.prepare<[string], { project: string; environment: string }>(
    `SELECT projects.value AS project, environments.value AS environment
     FROM environments JOIN projects ON projects.id = project_id WHERE environments.id = ? AND NOT deleted`,
  )

  return {
    list: () => read(() => list.all().map((text) => JSON.parse(text))),
    get: (key) =>
      read(() => {
        const text = get.get(key)
        return text === undefined ? undefined : JSON.parse(text)
      }),
    environments: (project) => read(() => environments.all(project).map((text) => JSON.parse(text))),
    environment: (id) =>
      read(() => {
        const row = environment.get(id)
        return row && { project: JSON.parse(row.project), environment: JSON.parse(row.environment) }
      }),
  }
}
