import type { Revision, Section, SectionHashes, SentEntity, StateHash } from '@ripcord/model'
import { canonicalJson, entityHash, sectionOf, toggleHash } from '@ripcord/model/plain'
import type { Database } from 'better-sqlite3'
import type { SentChange } from '../storage.js'
import type { EnvironmentRow } from './project-rows.js'

/** What SDKs see: the state by entity, and the log of its differences. Runs inside the caller's transaction. */
export interface SentRows {
  /** Writes what differs from what stands; the hashes after it, or undefined where nothing differs. */
  write(
    environment: EnvironmentRow,
    revision: Revision,
    entities: readonly SentEntity[],
  ): SectionHashes | undefined
  after(environmentId: string, after: Revision, limit: number): SentChange[]
  hashesAt(environmentId: string, revision: Revision): SectionHashes | undefined
  /** Kills first, then by key. */
  state(environmentId: string): SentEntity[]
  /** What has no longer the hash that it was written with. */
  damaged(environmentId: string): Pick<SentEntity, 'kind' | 'key'>[]
}

export function createSentRows(db: Database): SentRows {
  const standing = db
    .prepare<[string, string, string], StateHash>(
      'SELECT hash FROM sent_state WHERE environment_id = ? AND kind = ? AND key = ?',
    )
    .pluck()
  const put = db.prepare(
    `INSERT INTO sent_state (environment_id, kind, key, value, hash) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value, hash = excluded.hash`,
  )
  const remove = db.prepare('DELETE FROM sent_state WHERE environment_id = ? AND kind = ? AND key = ?')
  const log = db.prepare(
    'INSERT INTO sent_log (environment_id, revision, from_revision, hashes, entities) VALUES (?, ?, ?, ?, ?)',
  )
  const after = db.prepare<[string, number, number], LogRow>(
    `SELECT revision, from_revision, hashes, entities FROM sent_log
     WHERE environment_id = ? AND revision > ? ORDER BY revision LIMIT ?`,
  )
  const hashesAt = db
    .prepare<[string, number], string>(
      'SELECT hashes FROM sent_log WHERE environment_id = ? AND revision = ?',
    )
    .pluck()
  const state = db.prepare<[string], Omit<SentEntity, 'value'> & { value: string }>(
    `SELECT kind, key, value FROM sent_state WHERE environment_id = ?
     ORDER BY CASE kind WHEN 'kill' THEN 0 ELSE 1 END, kind, key`,
  )

  const hashed = db.prepare<[string], StateRow>(
    'SELECT kind, key, value, hash FROM sent_state WHERE environment_id = ? ORDER BY kind, key',
  )

  /** The JSON of the entity where it differs from what stands; keeps `hashes` up. */
  function writeOne(
    environmentId: string,
    entity: SentEntity,
    hashes: Record<Section, StateHash>,
  ): string | undefined {
    const { kind, key, value } = entity
    const before = standing.get(environmentId, kind, key)
    const hash = value === null ? undefined : entityHash(kind, key, value)
    if (hash === before) return undefined
    const section = sectionOf[kind]
    if (before !== undefined) hashes[section] = toggleHash(hashes[section], before)
    if (hash !== undefined) hashes[section] = toggleHash(hashes[section], hash)
    // Whoever reads it hashes it, and has the least to do where its keys are in order.
    const text = canonicalJson(value)
    if (hash === undefined) remove.run(environmentId, kind, key)
    else put.run(environmentId, kind, key, text, hash)
    return `{"kind":${JSON.stringify(kind)},"key":${JSON.stringify(key)},"value":${text}}`
  }

  return {
    write(environment, revision, entities) {
      const hashes = { ...environment.hashes }
      const texts = entities.flatMap((entity) => writeOne(environment.id, entity, hashes) ?? [])
      if (texts.length === 0) return undefined
      const hashText = JSON.stringify(hashes)
      log.run(environment.id, revision, environment.revision, hashText, `[${texts.join(',')}]`)
      return hashes
    },
    after: (environmentId, revision, limit) =>
      after.all(environmentId, revision, limit).map((row) => ({
        revision: row.revision,
        from: row.from_revision,
        hashes: JSON.parse(row.hashes),
        entities: JSON.parse(row.entities),
      })),
    hashesAt(environmentId, revision) {
      const text = hashesAt.get(environmentId, revision)
      return text === undefined ? undefined : JSON.parse(text)
    },
    state: (environmentId) =>
      state.all(environmentId).map((row) => ({ ...row, value: JSON.parse(row.value) })),
    damaged: (environmentId) => hashed.all(environmentId).filter((row) => !hasItsHash(row)),
  }
}

interface StateRow {
  kind: SentEntity['kind']
  key: string
  value: string
  hash: StateHash
}

function hasItsHash({ kind, key, value, hash }: StateRow): boolean {
  try {
    return entityHash(kind, key, JSON.parse(value)) === hash
  } catch {
    return false
  }
}

interface LogRow {
  revision: Revision
  from_revision: Revision
  hashes: string
  entities: string
}
