import type { Change, EntityRef, Revision } from '@ripcord/model'
import type { Database } from 'better-sqlite3'

export interface ChangeRow {
  revision: Revision
  /** Canonical JSON of the change, without its own hash. */
  body: string
  row_hash: string
}

/** The log of each project. Runs inside the caller's transaction. */
export interface ChangeRows {
  append(projectId: string, row: ChangeRow): void
  get(projectId: string, revision: Revision): ChangeRow | undefined
  after(projectId: string, after: Revision, limit: number): ChangeRow[]
  history(
    projectId: string,
    filter: { entity?: EntityRef; environment?: string; before?: Revision; limit: number },
  ): ChangeRow[]
  /** Of each entity of a kind, when the change was committed that touched it last. */
  lastTouched(projectId: string, kind: string, environment: string | null): { key: string; at: string }[]
  /** Of the entities of a kind (or of one), the newest revision that touched each up to `revision`. */
  touched(
    projectId: string,
    ref: { kind: string; environment: string | null; key?: string },
    revision: Revision,
  ): { key: string; revision: Revision }[]
}

export function createChangeRows(db: Database): ChangeRows {
  const columns = 'revision, body, row_hash'
  const append = db.prepare('INSERT INTO changes (project_id, revision, body, row_hash) VALUES (?, ?, ?, ?)')
  const get = db.prepare<[string, number], ChangeRow>(
    `SELECT ${columns} FROM changes WHERE project_id = ? AND revision = ?`,
  )
  const after = db.prepare<[string, number, number], ChangeRow>(
    `SELECT ${columns} FROM changes WHERE project_id = ? AND revision > ? ORDER BY revision LIMIT ?`,
  )
  const newest = 'revision < @before ORDER BY revision DESC LIMIT @limit'
  const history = db.prepare<[object], ChangeRow>(
    `SELECT ${columns} FROM changes WHERE project_id = @projectId AND ${newest}`,
  )
  const historyOfEntity = db.prepare<[object], ChangeRow>(
    `SELECT ${columns} FROM changes WHERE project_id = @projectId AND revision IN (
       SELECT revision FROM touches WHERE project_id = @projectId AND environment = @environment
       AND kind = @kind AND key = @key AND ${newest}) ORDER BY revision DESC`,
  )
  // What touched the environment's own entities, and what its SDKs saw of a project-wide one.
  const historyOfEnvironment = db.prepare<[object], ChangeRow>(
    `SELECT ${columns} FROM changes WHERE project_id = @projectId AND revision IN (
       SELECT revision FROM touches WHERE project_id = @projectId AND environment = @environment
       UNION SELECT sent_log.revision FROM sent_log JOIN environments ON environments.id = environment_id
       WHERE environments.project_id = @projectId AND environments.key = @environment)
     AND ${newest}`,
  )
  // Two statements: one that asked for `key` only where one is named would find no index for it.
  const newestOf = (where: string) =>
    db.prepare<[object], { key: string; revision: Revision }>(
      `SELECT key, max(revision) AS revision FROM touches WHERE project_id = @projectId
       AND environment = @environment AND kind = @kind ${where} AND revision <= @revision GROUP BY key`,
    )
  const touchedOfKind = newestOf('')
  const touchedOne = newestOf('AND key = @key')

  // Each change is read once, however many entities it touched.
  const lastTouched = db.prepare<[object], { key: string; at: string }>(
    `WITH mine AS MATERIALIZED (SELECT key, revision FROM entities
       WHERE project_id = @projectId AND environment = @environment AND kind = @kind),
     times AS MATERIALIZED (SELECT revision, json_extract(body, '$.at') AS at FROM changes
       WHERE project_id = @projectId AND revision IN (SELECT revision FROM mine))
     SELECT key, at FROM mine JOIN times USING (revision)`,
  )

  return {
    append: (projectId, row) => void append.run(projectId, row.revision, row.body, row.row_hash),
    get: (projectId, revision) => get.get(projectId, revision),
    after: (projectId, revision, limit) => after.all(projectId, revision, limit),
    history(projectId, { entity, environment, before, limit }) {
      const page = { projectId, before: before ?? Number.MAX_SAFE_INTEGER, limit }
      if (entity) return historyOfEntity.all({ ...page, ...entity, environment: entity.environment ?? '' })
      if (environment !== undefined) return historyOfEnvironment.all({ ...page, environment })
      return history.all(page)
    },
    lastTouched: (projectId, kind, environment) =>
      lastTouched.all({ projectId, kind, environment: environment ?? '' }),
    touched(projectId, { kind, environment, key }, revision) {
      const of = { projectId, kind, environment: environment ?? '', revision }
      return key === undefined ? touchedOfKind.all(of) : touchedOne.all({ ...of, key })
    },
  }
}

/** The change that a row keeps. */
export function readChange(row: ChangeRow): Change {
  return { ...JSON.parse(row.body), rowHash: row.row_hash }
}
