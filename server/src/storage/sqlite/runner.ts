import type { Database } from 'better-sqlite3'
import { StorageError } from '../storage.js'
import type { Ballast } from './ballast.js'
import { isBusy, isFull, isIo, toStorageError } from './errors.js'

/** How long an ordinary access waits for the lock, milliseconds. */
const patienceMs = 2_000
const ordinaryPauseMs = 10
/** An urgent one asks more often, so that among those who wait it is usually the first. */
const urgentPauseMs = 2
const coverTries = 3

/** Runs work in transactions and waits for the lock without blocking the event loop. */
export interface Runner {
  /** One consistent reading. */
  read: <T>(work: () => T) => Promise<T>
  /** A reading of one statement, which is consistent by itself: without what a transaction costs. */
  readOne: <T>(work: () => T) => Promise<T>
  /** One transaction; rolled back where `work` throws. */
  write: <T>(work: () => T, options?: WriteOptions) => Promise<T>
}

interface WriteOptions {
  /** Waits for the lock as long as it takes; others give up. */
  waits?: boolean
  /** Gets the ballast's space on a full disk. */
  mayUseBallast?: boolean
}

export interface RunnerOptions {
  file: string
  ballast: Ballast | undefined
  pause: (ms: number) => Promise<void>
}

export function createRunner(db: Database, options: RunnerOptions): Runner {
  const begin = db.prepare('BEGIN')
  const beginImmediate = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')

  function once<T>(start: typeof begin, work: () => T): T {
    start.run()
    let result: T
    try {
      result = work()
    } catch (error) {
      undo()
      throw error
    }
    try {
      commit.run()
      return result
    } catch (error) {
      undo()
      throw isIo(error) && !cover() ? uncertain(options.file, error) : error
    }
  }

  function undo(): void {
    // SQLite has rolled back by itself after some errors.
    if (db.inTransaction) rollback.run()
  }

  /**
   * A commit whose fsync failed lies whole in the WAL: the next opening would take it for one that was acknowledged. A
   * commit that changes nothing goes over it.
   *
   * @returns whether the disk has taken that one
   */
  function cover(): boolean {
    for (let left = coverTries; left > 0; left--) {
      try {
        beginImmediate.run()
        db.pragma(`user_version = ${Number(db.pragma('user_version', { simple: true }))}`)
        commit.run()
        return true
      } catch {
        undo()
      }
    }
    return false
  }

  async function patiently<T>(
    attempt: () => T,
    { waits = false, mayUseBallast = false }: WriteOptions = {},
  ): Promise<T> {
    const pauseMs = waits ? urgentPauseMs : ordinaryPauseMs
    let ballastLeft = mayUseBallast
    for (let waitedMs = 0; ; ) {
      try {
        return attempt()
      } catch (error) {
        if (isBusy(error) && (waits || waitedMs < patienceMs)) {
          await options.pause(pauseMs)
          waitedMs += pauseMs
        } else if (isFull(error) && ballastLeft) {
          ballastLeft = false
          options.ballast?.release()
        } else {
          throw toStorageError(error, options.file)
        }
      }
    }
  }

  return {
    read: async (work) => patiently(() => once(begin, work)),
    readOne: async (work) => patiently(work),
    write: async (work, how) => {
      const result = await patiently(() => once(beginImmediate, work), how)
      options.ballast?.keep()
      return result
    },
  }
}

function uncertain(file: string, cause: unknown): StorageError {
  return new StorageError(
    'uncertain',
    `Writing ${file} failed, and so did taking it back: look at its disk. After a power failure the write may stand.`,
    { cause },
  )
}
