import type { Rows } from './rows.js'
import { readSeen, rollbackWarning, type Seen, seenFile, writeSeen } from './seen.js'

/** What a WAL that was cut short has lost since is not noticed; a commit does not wait for it. */
const keepEveryMs = 1_000

/** Keeps beside the database how far it has been. */
export interface SeenKeeper {
  /** Compares the database with what was kept; call it before an epoch is minted. */
  warnings(): string[]
  /** A commit is kept within a second. */
  note(): void
  /** Keeps what stands now. */
  keep(): void
  close(): void
}

export function createSeenKeeper(
  file: string,
  read: () => Seen,
  every: (ms: number, work: () => void) => () => void,
): SeenKeeper {
  const path = seenFile(file)
  let dirty = false
  const keep = () => {
    try {
      writeSeen(path, read())
      dirty = false
    } catch {
      // The database is busy or fails just now: what it has committed stands, and the next round keeps it.
      dirty = true
    }
  }
  const stop = every(keepEveryMs, () => dirty && keep())

  return {
    warnings() {
      const seen = readSeen(path)
      const warning = seen && rollbackWarning(file, seen, read())
      return warning === undefined ? [] : [warning]
    },
    note() {
      dirty = true
    },
    keep,
    close() {
      stop()
      if (dirty) keep()
    },
  }
}

/** How far the database is. */
export function readProgress(rows: Rows): Seen {
  const projects = rows.projects.all()
  return {
    epoch: rows.epochs.current(),
    revisions: Object.fromEntries(projects.map(({ id, revision }) => [id, revision])),
    keys: Object.fromEntries(projects.map(({ id, key }) => [id, key])),
  }
}
