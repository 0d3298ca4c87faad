import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Epoch } from '@ripcord/model'
import { noEpoch } from '@ripcord/model/plain'
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../clock.js'
import { everyUnref } from '../../every-unref.js'
import { type Storage, StorageError } from '../storage.js'
import { createAccessStore } from './access.js'
import { createAutomaticKillStore } from './automatic-kills.js'
import { createBackendStore } from './backends.js'
import { type Ballast, ballastFile, openBallast } from './ballast.js'
import { createChangeStore } from './changes.js'
import { createCountStore } from './counts.js'
import { checkIntegrity, openDatabase } from './database.js'
import { createDeploymentStore } from './deployments.js'
import { createEpochStore } from './epochs.js'
import { toStorageError } from './errors.js'
import { createGuardInputs } from './guard-inputs.js'
import { keepHouse } from './housekeeping.js'
import { createIncidentStore } from './incidents.js'
import { createInstanceStore } from './instances.js'
import { createIntakeStore } from './intake.js'
import { createKeyStore } from './keys.js'
import { createMeasurementStore } from './measurements.js'
import { createNotifier } from './notifier.js'
import { createNotifyStore } from './notify.js'
import { createProjectStore } from './projects.js'
import { refuseEmptied } from './refuse-emptied.js'
import { createRows } from './rows.js'
import { createRunner } from './runner.js'
import { createSeenKeeper, readProgress } from './seen-keeper.js'
import { sentWarnings } from './sent-warnings.js'
import { lockForServer } from './server-lock.js'
import { createWaitingKillStore } from './waiting-kills.js'
import { walWarning } from './wal.js'

export interface SqliteOptions {
  /** `:memory:` = a database of this process alone. */
  file: string
  clock: Clock
  /** Cryptographically random bytes. */
  random?: (bytes: number) => Uint8Array
  /** Why an epoch is minted: a server mints at each opening. False: never, and the file must be there (break-glass). */
  mint: string | false
  /** The epoch that is minted is above this one, too. */
  mintAbove?: Epoch
  /** For a guest that only reads, beside a server that has brought the schema up to date. */
  readOnly?: boolean
  /** Reads through the whole file first. */
  checkIntegrity?: boolean
  /** Holds 4 MiB of disk in reserve for kills. */
  ballast?: boolean
  /** Calls `work` each so many milliseconds; by default a timer that does not keep the process alive. */
  every?: (ms: number, work: () => void) => () => void
  /** Waits between two tries for the lock. */
  pause?: (ms: number) => Promise<void>
}

/**
 * Storage in one SQLite file (WAL, `synchronous=FULL`). Whoever mints is the server of the file, and the only one.
 *
 * @throws StorageError `busy` where another server runs on it
 */
export async function openSqliteStorage(options: SqliteOptions): Promise<Storage> {
  const { file, mint } = options
  const pause = options.pause ?? sleep
  const lock = mint !== false && file !== ':memory:' ? await lockForServer(file, pause) : undefined
  try {
    const storage = await openUnlocked(options, pause)
    return {
      ...storage,
      async close() {
        await storage.close()
        lock?.close()
      },
    }
  } catch (error) {
    lock?.close()
    throw toStorageError(error, file)
  }
}

async function openUnlocked(options: SqliteOptions, pause: (ms: number) => Promise<void>): Promise<Storage> {
  const { file } = options
  if (file !== ':memory:') refuseEmptied(file)
  // Before SQLite reads it, and goes on behind what it could read.
  const warning = options.checkIntegrity === true ? walWarning(file) : undefined
  const db = await openOnFullDisk(options, pause)
  try {
    if (options.checkIntegrity === true) checkIntegrity(db, file)
    const ballast = holdsBallast(options) ? openBallast(ballastFile(file), options.clock) : undefined
    const storage = await createSqliteStorage(db, options, ballast)
    return warning === undefined ? storage : { ...storage, warnings: [warning, ...storage.warnings] }
  } catch (error) {
    db.close()
    throw error
  }
}

/** Opening takes space, too: the index of the WAL. Who could not open could not kill. */
async function openOnFullDisk(
  options: SqliteOptions,
  pause: (ms: number) => Promise<void>,
): Promise<Database> {
  const { file, mint, readOnly = false } = options
  const open = () => openDatabase({ file, create: mint !== false, readOnly, pause })
  return open().catch((error: unknown) => {
    if (!(error instanceof StorageError) || error.code !== 'full' || !holdsBallast(options)) throw error
    rmSync(ballastFile(file), { force: true })
    return open()
  })
}

function holdsBallast({ file, ballast }: SqliteOptions): boolean {
  return ballast === true && file !== ':memory:'
}

/** The storage on an open database; the door for tests that need a hand on it. */
export async function createSqliteStorage(
  db: Database,
  options: SqliteOptions,
  ballast: Ballast | undefined,
): Promise<Storage> {
  const { file, clock, mint } = options
  const every = options.every ?? everyUnref
  const rows = createRows(db, options.random ?? randomBytes)
  const runner = createRunner(db, { file, ballast, pause: options.pause ?? sleep })
  const version = db.memory ? undefined : () => Number(db.pragma('data_version', { simple: true }))
  const notifier = createNotifier({ version, every })
  // Without a minting this is a guest: what the next server should be warned of is not for it to overwrite.
  const keeps = mint !== false && !db.memory
  const seen = keeps ? createSeenKeeper(file, () => readProgress(rows), every) : undefined
  const warnings = [
    ...(seen?.warnings() ?? []),
    ...(options.checkIntegrity === true ? sentWarnings(rows, file) : []),
  ]
  const epochs = createEpochStore(rows, runner, notifier, clock)
  if (mint !== false) {
    await epochs.mint(mint, options.mintAbove ?? noEpoch)
    seen?.keep()
  }
  notifier.onCommit(() => seen?.note())
  const stopHousekeeping = mint === false ? undefined : await keepHouse(db, runner, clock, every)
  return {
    changes: createChangeStore(rows, runner, notifier, clock),
    epochs,
    projects: createProjectStore(db, runner),
    keys: createKeyStore(db, runner),
    access: createAccessStore(db, runner),
    instances: createInstanceStore(db, runner),
    counts: createCountStore(db, runner),
    waitingKills: createWaitingKillStore(db, runner),
    guardInputs: createGuardInputs(db, runner),
    incidents: createIncidentStore(db, runner),
    automaticKills: createAutomaticKillStore(db, runner),
    measurements: createMeasurementStore(db, runner),
    backends: createBackendStore(db, runner),
    intake: createIntakeStore(db, runner),
    notify: createNotifyStore(db, runner),
    deployments: createDeploymentStore(db, runner),
    isEmbedded: true,
    warnings,
    // Takes the write lock and gives it back: what can't be locked can't be written.
    check: () => runner.write(() => undefined),
    async close() {
      stopHousekeeping?.()
      notifier.close()
      seen?.close()
      db.close()
    },
  }
}
