import type { Database } from 'better-sqlite3'
import type { AccessStore, AdminToken, Session } from '../storage.js'
import type { Runner } from './runner.js'

export function createAccessStore(db: Database, { read, write }: Runner): AccessStore {
  const createLink = db.prepare('INSERT INTO links (hash, expires_at) VALUES (?, ?)')
  const spendLink = db.prepare<[string], { expires_at: string }>(
    'DELETE FROM links WHERE hash = ? RETURNING expires_at',
  )
  const createSession = db.prepare('INSERT INTO sessions VALUES (?, ?, ?, ?, ?)')
  const session = db.prepare<[string], SessionRow>(
    `SELECT id, actor, created_at AS createdAt, expires_at AS expiresAt, revoked_at AS revokedAt
     FROM sessions WHERE id = ?`,
  )
  const revokeSession = db.prepare('UPDATE sessions SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL')
  const tokenColumns = 'id, name, hash, created_at AS createdAt, revoked_at AS revokedAt'
  const createToken = db.prepare<[object]>(
    'INSERT INTO admin_tokens VALUES (@id, @name, @hash, @createdAt, @revokedAt)',
  )
  const token = db.prepare<[string], AdminToken>(`SELECT ${tokenColumns} FROM admin_tokens WHERE id = ?`)
  const tokens = db.prepare<[], AdminToken>(`SELECT ${tokenColumns} FROM admin_tokens ORDER BY rowid`)
  const revokeToken = db.prepare('UPDATE admin_tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL')
  const secret = db.prepare<[string], Buffer>('SELECT box FROM secrets WHERE name = ?').pluck()
  const putSecret = db.prepare(
    'INSERT INTO secrets (name, box) VALUES (?, ?) ON CONFLICT DO UPDATE SET box = excluded.box',
  )

  return {
    createLink: (hash, expiresAt) => write(() => void createLink.run(hash, expiresAt)),
    spendLink: (hash, now) =>
      write(() => {
        const link = spendLink.get(hash)
        return link !== undefined && Date.parse(now) < Date.parse(link.expires_at)
      }),
    createSession: ({ id, actor, createdAt, expiresAt, revokedAt }) =>
      write(() => void createSession.run(id, JSON.stringify(actor), createdAt, expiresAt, revokedAt)),
    session: (id) =>
      read(() => {
        const row = session.get(id)
        return row && { ...row, actor: JSON.parse(row.actor) }
      }),
    revokeSession: (id, at) => write(() => void revokeSession.run(at, id)),
    createToken: (one) => write(() => void createToken.run(one)),
    token: (id) => read(() => token.get(id)),
    tokens: () => read(() => tokens.all()),
    revokeToken: (id, at) => write(() => void revokeToken.run(at, id)),
    secret: (name) => read(() => secret.get(name)),
    putSecret: (name, box) => write(() => void putSecret.run(name, Buffer.from(box))),
  }
}

type SessionRow = Omit<Session, 'actor'> & { actor: string }
