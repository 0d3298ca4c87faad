import type { Database } from 'better-sqlite3'
import type { DeploymentRow, DeploymentStore } from '../storage.js'
import type { Runner } from './runner.js'

export function createDeploymentStore(db: Database, { read, write }: Runner): DeploymentStore {
  const select = `SELECT source_id AS sourceId, id, environment_id AS environmentId, received_at AS receivedAt, since,
    counts, deployment, warnings, effects FROM deployments`
  const insert = db.prepare<[object]>(
    `INSERT INTO deployments VALUES (@sourceId, @id, @environmentId, @receivedAt, @service, @since, @counts,
     @deployment, @warnings, @effects) ON CONFLICT DO NOTHING`,
  )
  const settle = db.prepare('UPDATE deployments SET effects = ? WHERE source_id = ? AND id = ?')
  const get = db.prepare<[string, string], Stored>(`${select} WHERE source_id = ? AND id = ?`)
  const latest = db.prepare<[string, string], Stored>(
    `${select} WHERE environment_id = ? AND service = ? AND counts ORDER BY since DESC, rowid DESC LIMIT 1`,
  )
  const list = db.prepare<[string, number], Stored>(
    `${select} WHERE environment_id = ? ORDER BY received_at DESC, rowid DESC LIMIT ?`,
  )
  const recent = db.prepare<[number], Stored>(
    `${select} WHERE received_at >= ? AND counts AND deployment ->> '$.status' = 'succeeded'
     ORDER BY received_at DESC, rowid DESC LIMIT 1000`,
  )
  const pruneOld = db.prepare('DELETE FROM deployments WHERE received_at < ?')
  const pruneMany = db.prepare(
    `DELETE FROM deployments WHERE rowid IN (
       SELECT rowid FROM (
         SELECT rowid, row_number() OVER (PARTITION BY environment_id ORDER BY received_at DESC, rowid DESC) AS n
         FROM deployments
       ) WHERE n > ?
     )`,
  )
  return {
    put: (row) => write(() => void insert.run(columnsOf(row))),
    settle: (sourceId, id, effects) => write(() => void settle.run(JSON.stringify(effects), sourceId, id)),
    get: (sourceId, id) =>
      read(() => {
        const row = get.get(sourceId, id)
        return row && rowOf(row)
      }),
    latest: (environmentId, service) =>
      read(() => {
        const row = latest.get(environmentId, service)
        return row && rowOf(row)
      }),
    recent: (receivedSince) => read(() => recent.all(receivedSince).map(rowOf)),
    list: (environmentId, limit) => read(() => list.all(environmentId, limit).map(rowOf)),
    prune: (receivedBefore, most) =>
      write(() => {
        pruneOld.run(receivedBefore)
        pruneMany.run(most)
      }),
  }
}

function columnsOf({ deployment, counts, warnings, effects, ...row }: DeploymentRow) {
  return {
    ...row,
    service: deployment.service,
    counts: counts ? 1 : 0,
    deployment: JSON.stringify(deployment),
    warnings: JSON.stringify(warnings),
    effects: effects && JSON.stringify(effects),
  }
}

type Stored = Omit<DeploymentRow, 'deployment' | 'counts' | 'warnings' | 'effects'> & {
  deployment: string
  counts: number
  warnings: string
  effects: string | null
}

function rowOf({ deployment, counts, warnings, effects, ...row }: Stored): DeploymentRow {
  return {
    ...row,
    deployment: JSON.parse(deployment),
    counts: counts === 1,
    warnings: JSON.parse(warnings),
    effects: effects === null ? null : JSON.parse(effects),
  }
}
