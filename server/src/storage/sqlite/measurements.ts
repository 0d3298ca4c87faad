import type { Measurement } from '@ripcord/model'
import type { Database } from 'better-sqlite3'
import type { MeasurementStore, RunRef } from '../storage.js'
import type { Runner } from './runner.js'

type Key = [environmentId: string, release: string, generation: number, check: string]

export function createMeasurementStore(db: Database, { read, write }: Runner): MeasurementStore {
  const add = db.prepare('INSERT INTO measurements VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const last = db
    .prepare<[...Key, number], string>(
      `SELECT body FROM measurements WHERE environment_id = ? AND release = ? AND generation = ? AND check_id = ?
       ORDER BY at DESC LIMIT ?`,
    )
    .pluck()
  const prune = db.prepare(
    `DELETE FROM measurements WHERE (environment_id, release, generation) IN
     (SELECT environment_id, release, generation FROM guard_runs WHERE ended_at < ? AND NOT kept)`,
  )
  return {
    add: (run, check, measurement) =>
      write(() => void add.run(...keyOf(run, check), measurement.at, JSON.stringify(measurement))),
    last: (run, check, limit) =>
      read(() =>
        last
          .all(...keyOf(run, check), limit)
          .toReversed()
          .map((body) => JSON.parse(body) as Measurement),
      ),
    prune: (endedBefore) => write(() => void prune.run(endedBefore)),
  }
}

function keyOf({ environmentId, release, generation }: RunRef, check: string): Key {
  return [environmentId, release, generation, check]
}
