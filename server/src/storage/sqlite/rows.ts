import type { Database } from 'better-sqlite3'
import { type ChangeRows, createChangeRows } from './change-rows.js'
import { createEntityRows, type EntityRows } from './entity-rows.js'
import { createEpochRows, type EpochRows } from './epoch-rows.js'
import { createIdempotencyRows, type IdempotencyRows } from './idempotency-rows.js'
import { createProjectRows, type ProjectRows } from './project-rows.js'
import { createSentRows, type SentRows } from './sent-rows.js'

/** The tables that a change writes, with their statements prepared. */
export interface Rows {
  projects: ProjectRows
  entities: EntityRows
  changes: ChangeRows
  sent: SentRows
  epochs: EpochRows
  idempotency: IdempotencyRows
}

export function createRows(db: Database, random: (bytes: number) => Uint8Array): Rows {
  return {
    projects: createProjectRows(db),
    entities: createEntityRows(db),
    changes: createChangeRows(db),
    sent: createSentRows(db),
    epochs: createEpochRows(db, random),
    idempotency: createIdempotencyRows(db),
  }
}
