import type { Epoch, SentEntity, StoredKill } from '@ripcord/model'
import { noEpoch } from '@ripcord/model/plain'
import type { Database } from 'better-sqlite3'
import type { InstanceRecord, WaitingKill } from '../storage.js'

/** What a restore takes over from the database that it replaces. */
export interface Replaced {
  epoch: Epoch
  projects: { id: string; key: string }[]
  kills: ReplacedKill[]
  instances: InstanceRecord[]
  waiting: WaitingKill[]
  /** Ids of the channels that news were told to; undefined where an older version knew of none. */
  channels: string[] | undefined
  /** Ids of what was revoked, with when: a backup must not give a stolen key its power back. */
  revoked: { keys: Revoked[]; tokens: Revoked[]; sessions: Revoked[]; sources: Revoked[] }
}

export interface ReplacedKill {
  projectId: string
  environmentId: string
  kill: StoredKill
  /** As SDKs have it; undefined for one that was lifted. */
  sent: SentEntity['value'] | undefined
  /** Key of its episode's entity. */
  episodeKey: string | undefined
}

interface Revoked {
  id: string
  at: string
}

export function readReplaced(db: Database): Replaced {
  const revoked = (table: string) =>
    db.prepare<[], Revoked>(`SELECT id, revoked_at AS at FROM ${table} WHERE revoked_at IS NOT NULL`).all()
  return {
    epoch: db.prepare<[], string>('SELECT max(epoch) FROM epochs').pluck().get() ?? noEpoch,
    projects: db.prepare<[], { id: string; key: string }>('SELECT id, key FROM projects').all(),
    kills: readKills(db),
    instances: db
      .prepare<[], string>('SELECT record FROM instances')
      .pluck()
      .all()
      .map((text) => JSON.parse(text)),
    waiting: readWaiting(db),
    channels: hasTable(db, 'channels')
      ? db.prepare<[], string>('SELECT id FROM channels').pluck().all()
      : undefined,
    revoked: {
      keys: revoked('sdk_keys'),
      tokens: revoked('admin_tokens'),
      sessions: revoked('sessions'),
      // An older version that wrote it knew of none.
      sources: hasTable(db, 'intake_sources') ? revoked('intake_sources') : [],
    },
  }
}

function hasTable(db: Database, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined
}

function readKills(db: Database): ReplacedKill[] {
  const rows = db.prepare<[], KillRow>(
    `SELECT entities.project_id AS projectId, environments.id AS environmentId, entities.value AS kill,
       sent_state.value AS sent, episodes.key AS episodeKey
     FROM entities
     JOIN environments ON environments.project_id = entities.project_id AND environments.key = entities.environment
     LEFT JOIN sent_state ON sent_state.environment_id = environments.id AND sent_state.kind = 'kill'
       AND sent_state.key = entities.key
     LEFT JOIN entities AS episodes ON episodes.project_id = entities.project_id
       AND episodes.environment = entities.environment AND episodes.kind = 'episode'
       AND json_extract(episodes.value, '$.killId') = entities.key
     WHERE entities.kind = 'kill' AND entities.value <> 'null'
     ORDER BY entities.rowid`,
  )
  return rows.all().map(({ projectId, environmentId, kill, sent, episodeKey }) => ({
    projectId,
    environmentId,
    kill: JSON.parse(kill),
    sent: sent === null ? undefined : JSON.parse(sent),
    episodeKey: episodeKey ?? undefined,
  }))
}

interface KillRow {
  projectId: string
  environmentId: string
  kill: string
  sent: string | null
  episodeKey: string | null
}

function readWaiting(db: Database): WaitingKill[] {
  const rows = db.prepare<[], { [column in keyof WaitingKill]: string } & { settled: string | null }>(
    'SELECT environment_id AS environmentId, kill, brought_by AS broughtBy, since, settled FROM waiting_kills',
  )
  return rows.all().map((row) => ({
    ...row,
    kill: JSON.parse(row.kill),
    settled: row.settled === null ? null : JSON.parse(row.settled),
  }))
}
