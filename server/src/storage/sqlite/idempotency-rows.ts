import type { Json } from '@ripcord/model'
import type { Database } from 'better-sqlite3'
import { IdempotencyError } from '../storage.js'

/** First answers by idempotency key. Runs inside the caller's transaction. */
export interface IdempotencyRows {
  /** @throws IdempotencyError where the key was used for another request. */
  find(projectId: string, asked: { key: string; fingerprint: string }): { result: Json } | undefined
  /** @throws IdempotencyError where the key was used in any project: what is to be created is none of them */
  refuseUsed(key: string): void
  keep(projectId: string, asked: { key: string; fingerprint: string }, result: Json, now: Date): void
}

export function createIdempotencyRows(db: Database): IdempotencyRows {
  const find = db.prepare<[string, string], { fingerprint: string; result: string }>(
    'SELECT fingerprint, result FROM idempotency WHERE project_id = ? AND key = ?',
  )
  const used = db.prepare<[string]>('SELECT 1 FROM idempotency WHERE key = ? LIMIT 1')
  const insert = db.prepare(
    'INSERT INTO idempotency (project_id, key, fingerprint, result, at) VALUES (?, ?, ?, ?, ?)',
  )

  return {
    find(projectId, { key, fingerprint }) {
      const row = find.get(projectId, key)
      if (row === undefined) return undefined
      if (row.fingerprint !== fingerprint) throw new IdempotencyError(key)
      return { result: JSON.parse(row.result) }
    },
    refuseUsed(key) {
      if (used.get(key) !== undefined) throw new IdempotencyError(key)
    },
    keep: (projectId, { key, fingerprint }, result, now) =>
      void insert.run(projectId, key, fingerprint, JSON.stringify(result), now.toISOString()),
  }
}
