import type { Database } from 'better-sqlite3'
import type { GuardCheckpoint, GuardInputs, GuardRun, RunRef } from '../storage.js'
import type { Runner } from './runner.js'

type Key = [environmentId: string, release: string, generation: number]

const ofRun = 'environment_id = ? AND release = ? AND generation = ?'
const runColumns = 'environment_id AS environmentId, release, generation'

export function createGuardInputs(db: Database, { read, write }: Runner): GuardInputs {
  const open = db.prepare(
    `INSERT INTO guard_runs (environment_id, release, generation, plan) VALUES (?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  )
  const columns = `${runColumns}, plan, ended_at AS endedAt, kept, last`
  const run = db.prepare<Key, RunRow>(`SELECT ${columns} FROM guard_runs WHERE ${ofRun}`)
  const runs = db.prepare<[string, string], RunRow>(
    `SELECT ${columns} FROM guard_runs WHERE environment_id = ? AND release = ? ORDER BY generation DESC`,
  )
  const unended = db.prepare<[], RunRef>(`SELECT ${runColumns} FROM guard_runs WHERE ended_at IS NULL`)
  const append = db.prepare('INSERT INTO guard_inputs VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const inputs = db.prepare<[...Key, number, number], InputRow>(
    `SELECT sequence, input, heard FROM guard_inputs WHERE ${ofRun} AND sequence > ? ORDER BY sequence LIMIT ?`,
  )
  const checkpoint = db.prepare(
    `INSERT INTO guard_checkpoints
     SELECT environment_id, release, generation, ?, ?, ?, ? FROM guard_runs WHERE ${ofRun} AND ended_at IS NULL
     ON CONFLICT DO UPDATE SET sequence = excluded.sequence, version = excluded.version,
       state = excluded.state, digest = excluded.digest`,
  )
  const lastCheckpoint = db.prepare<Key, GuardCheckpoint>(
    `SELECT sequence, version, state, digest FROM guard_checkpoints WHERE ${ofRun}`,
  )
  const forget = db.prepare(`DELETE FROM guard_checkpoints WHERE ${ofRun}`)
  const note = db.prepare('INSERT INTO guard_decisions VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const decisions = db.prepare<Key, DecisionRow>(
    `SELECT sequence, decision FROM guard_decisions WHERE ${ofRun} ORDER BY sequence`,
  )
  const end = db.prepare(
    `UPDATE guard_runs SET ended_at = ?, kept = ?, last = ? WHERE ${ofRun} AND ended_at IS NULL`,
  )
  const prune = db.prepare(
    `DELETE FROM guard_inputs WHERE (environment_id, release, generation) IN
     (SELECT environment_id, release, generation FROM guard_runs WHERE ended_at < ? AND NOT kept)`,
  )

  return {
    open: (ref, plan) => write(() => void open.run(...keyOf(ref), JSON.stringify(plan))),
    run: (ref) =>
      read(() => {
        const row = run.get(...keyOf(ref))
        return row && fromRow(row)
      }),
    runs: (environmentId, release) => read(() => runs.all(environmentId, release).map(fromRow)),
    unended: () => read(() => unended.all()),
    append: (rows) =>
      write(() => {
        for (const { sequence, input, heard, ...ref } of rows)
          append.run(...keyOf(ref), sequence, JSON.stringify(input), JSON.stringify(heard))
      }),
    inputs: (ref, after, limit) =>
      read(() =>
        inputs.all(...keyOf(ref), after, limit).map(({ sequence, input, heard }) => ({
          sequence,
          input: JSON.parse(input),
          heard: JSON.parse(heard),
        })),
      ),
    checkpoint: (ref, { sequence, version, state, digest }) =>
      write(() => void checkpoint.run(sequence, version, state, digest, ...keyOf(ref))),
    lastCheckpoint: (ref) => read(() => lastCheckpoint.get(...keyOf(ref))),
    note: (ref, { sequence, decision }) =>
      write(() => void note.run(...keyOf(ref), sequence, JSON.stringify(decision))),
    decisions: (ref) =>
      read(() =>
        decisions
          .all(...keyOf(ref))
          .map(({ sequence, decision }) => ({ sequence, decision: JSON.parse(decision) })),
      ),
    end: (ref, { at, kept, last }) =>
      write(() => {
        end.run(at, kept ? 1 : 0, JSON.stringify(last), ...keyOf(ref))
        forget.run(...keyOf(ref))
      }),
    prune: (endedBefore) => write(() => void prune.run(endedBefore)),
  }
}

function keyOf({ environmentId, release, generation }: RunRef): Key {
  return [environmentId, release, generation]
}

type RunRow = RunRef & { plan: string; endedAt: number | null; kept: number; last: string | null }

function fromRow({ plan, endedAt, kept, last, ...ref }: RunRow): GuardRun {
  const end =
    endedAt === null ? null : { at: endedAt, kept: kept === 1, last: last === null ? null : JSON.parse(last) }
  return { ...ref, plan: JSON.parse(plan), end }
}

interface InputRow {
  sequence: number
  input: string
  heard: string
}

interface DecisionRow {
  sequence: number
  decision: string
}
