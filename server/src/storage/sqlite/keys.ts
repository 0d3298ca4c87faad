import type { Database } from 'better-sqlite3'
import type { KeyStore, SdkKey } from '../storage.js'
import type { Runner } from './runner.js'

export function createKeyStore(db: Database, { read, write }: Runner): KeyStore {
  const columns = `id, environment_id AS environmentId, kind, name, hash, created_at AS createdAt,
    created_by AS createdBy, last_used_at AS lastUsedAt, revoked_at AS revokedAt`
  const insert = db.prepare<[object]>(
    `INSERT INTO sdk_keys VALUES (@id, @environmentId, @kind, @name, @hash, @createdAt, @createdBy,
     @lastUsedAt, @revokedAt)`,
  )
  const get = db.prepare<[string], KeyRow>(`SELECT ${columns} FROM sdk_keys WHERE id = ?`)
  const list = db.prepare<[string], KeyRow>(
    `SELECT ${columns} FROM sdk_keys WHERE environment_id = ? ORDER BY rowid`,
  )
  const revoke = db.prepare('UPDATE sdk_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL')
  const touch = db.prepare('UPDATE sdk_keys SET last_used_at = ? WHERE id = ?')

  return {
    create: (key) => write(() => void insert.run({ ...key, createdBy: JSON.stringify(key.createdBy) })),
    get: (id) =>
      read(() => {
        const row = get.get(id)
        return row && fromRow(row)
      }),
    list: (environmentId) => read(() => list.all(environmentId).map(fromRow)),
    revoke: (id, at) => write(() => void revoke.run(at, id)),
    touch: (id, at) => write(() => void touch.run(at, id)),
  }
}

type KeyRow = Omit<SdkKey, 'createdBy'> & { createdBy: string }

function fromRow(row: KeyRow): SdkKey {
  return { ...row, createdBy: JSON.parse(row.createdBy) }
}
