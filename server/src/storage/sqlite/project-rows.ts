import type { EntityWrite, Environment, Project, Revision, SectionHashes } from '@ripcord/model'
import { emptyStateHash } from '@ripcord/model/plain'
import type { Database } from 'better-sqlite3'
import { NotStoredError } from '../storage.js'

/** The counter row of a project's log. */
export interface ProjectRow {
  id: string
  key: string
  revision: Revision
  row_hash: string
}

export interface EnvironmentRow {
  id: string
  key: string
  revision: Revision
  hashes: SectionHashes
}

/** Projects and environments with their counters. Every function runs inside the caller's transaction. */
export interface ProjectRows {
  all(): ProjectRow[]
  find(key: string): ProjectRow | undefined
  /** @throws NotStoredError */
  get(key: string): ProjectRow
  create(id: string, key: string): ProjectRow
  advance(id: string, revision: Revision, rowHash: string): void
  /** Takes up what a change says of the project and its environments. */
  follow(project: ProjectRow, writes: readonly EntityWrite[]): void
  environments(projectId: string): EnvironmentRow[]
  /** @throws NotStoredError */
  environment(id: string): EnvironmentRow
  advanceEnvironment(id: string, revision: Revision, hashes: SectionHashes): void
}

const noHashes: SectionHashes = { kills: emptyStateHash, flags: emptyStateHash }

export function createProjectRows(db: Database): ProjectRows {
  const find = db.prepare<[string], ProjectRow>(
    'SELECT id, key, revision, row_hash FROM projects WHERE key = ?',
  )
  const all = db.prepare<[], ProjectRow>('SELECT id, key, revision, row_hash FROM projects')
  const insert = db.prepare("INSERT INTO projects VALUES (?, ?, 0, '', 'null')")
  const advance = db.prepare('UPDATE projects SET revision = ?, row_hash = ? WHERE id = ?')
  const describe = db.prepare('UPDATE projects SET value = ? WHERE id = ?')
  const putEnvironment = db.prepare(
    `INSERT INTO environments (id, project_id, key, revision, hashes, value) VALUES (?, ?, ?, 0, ?, ?)
     ON CONFLICT (id) DO UPDATE SET value = excluded.value`,
  )
  const dropEnvironment = db.prepare('UPDATE environments SET deleted = 1 WHERE project_id = ? AND key = ?')
  const environments = db.prepare<[string], StoredEnvironment>(
    'SELECT id, key, revision, hashes FROM environments WHERE project_id = ?',
  )
  const environment = db.prepare<[string], StoredEnvironment>(
    'SELECT id, key, revision, hashes FROM environments WHERE id = ?',
  )
  const advanceEnvironment = db.prepare('UPDATE environments SET revision = ?, hashes = ? WHERE id = ?')

  function followProject(row: ProjectRow, project: Project): void {
    if (project.id !== row.id || project.key !== row.key)
      throw new Error(`A change of project ${row.key} (${row.id}) can't write ${project.key} (${project.id})`)
    describe.run(JSON.stringify(project), row.id)
  }

  function followEnvironment(row: ProjectRow, key: string, value: Environment | null): void {
    if (value === null) dropEnvironment.run(row.id, key)
    else putEnvironment.run(value.id, row.id, value.key, JSON.stringify(noHashes), JSON.stringify(value))
  }

  return {
    all: () => all.all(),
    find: (key) => find.get(key),
    get(key) {
      const row = find.get(key)
      if (row === undefined) throw new NotStoredError('project', key)
      return row
    },
    create(id, key) {
      insert.run(id, key)
      return { id, key, revision: 0, row_hash: '' }
    },
    advance: (id, revision, rowHash) => void advance.run(revision, rowHash, id),
    follow(row, writes) {
      for (const write of writes) {
        if (write.kind === 'project' && write.value !== null) followProject(row, write.value)
        else if (write.kind === 'environment') followEnvironment(row, write.key, write.value)
      }
    },
    environments: (projectId) => environments.all(projectId).map(withHashes),
    environment(id) {
      const row = environment.get(id)
      if (row === undefined) throw new NotStoredError('environment', id)
      return withHashes(row)
    },
    advanceEnvironment: (id, revision, hashes) =>
      void advanceEnvironment.run(revision, JSON.stringify(hashes), id),
  }
}

type StoredEnvironment = Omit<EnvironmentRow, 'hashes'> & { hashes: string }

function withHashes(row: StoredEnvironment): EnvironmentRow {
  return { ...row, hashes: JSON.parse(row.hashes) }
}
