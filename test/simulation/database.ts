import type { Actor } from '@ripcord/model'
import Sqlite from 'better-sqlite3'
import type { Clock } from '../../server/src/clock.js'
import { migrate } from '../../server/src/storage/sqlite/migrations/migrate.js'
import { createSqliteStorage } from '../../server/src/storage/sqlite/open.js'
import type { Storage } from '../../server/src/storage/storage.js'

export const project = 'shop'
export const environment = 'production'
export const environmentId = 'env-production'
const elsewhere = 'staging'

export type Db = InstanceType<typeof Sqlite>
type Statement = ReturnType<Db['prepare']>

const operator: Actor = { type: 'person', id: 'ada' }

let empty: Promise<Buffer> | undefined

/** The bytes of a database with a project of two environments and nothing in them; made once. */
export function emptyDatabase(): Promise<Buffer> {
  empty ??= makeEmptyDatabase()
  return empty
}

/** A database from its bytes, in memory. */
export function openBytes(bytes: Buffer): Db {
  const db = new Sqlite(bytes)
  migrate(db)
  keepStatements(db)
  return db
}

/** Servers that start on the same database again and again prepare the same statements. */
function keepStatements(db: Db): void {
  const prepare = db.prepare.bind(db)
  const kept = new Map<string, Statement>()
  db.prepare = ((sql: string) => {
    const statement = kept.get(sql) ?? prepare(sql)
    kept.set(sql, statement)
    return statement
  }) as Db['prepare']
}

async function makeEmptyDatabase(): Promise<Buffer> {
  const db = new Sqlite(':memory:')
  migrate(db)
  const clock: Clock = { now: () => new Date(0), monotonic: () => 0 }
  const random = (count: number) => new Uint8Array(count)
  const storage = await createSqliteStorage(db, { file: ':memory:', clock, random, mint: 'made' }, undefined)
  await createProject(storage)
  const bytes = db.serialize()
  await storage.close()
  return bytes
}

async function createProject(storage: Storage): Promise<void> {
  const environments = [environment, elsewhere].map((key) => ({
    kind: 'environment' as const,
    environment: null,
    key,
    value: { key, id: `env-${key}`, name: key, description: '', production: false },
  }))
  const value = { key: project, id: 'project-1', name: 'Shop', description: '' }
  const entities = [{ kind: 'project' as const, environment: null, key: project, value }, ...environments]
  await storage.changes.transact({ project, reads: [], create: { projectId: 'project-1' } }, () => ({
    type: 'commit',
    change: { kind: 'project.created', actor: operator, reason: 'simulated', entities, sent: [] },
    result: null,
  }))
}
