import { resolve } from 'node:path'
import { isListening } from '../break-glass/ask.js'
import { systemClock } from '../clock.js'
import { dataFolderAt, prepareDataFolder } from '../data-folder.js'
import { type RestoreReport, restoreSqlite } from '../storage/sqlite/restore.js'
import { StorageError } from '../storage/storage.js'
import { CommandFailure, exitCodes } from './exit-codes.js'
import { type Terminal, tell } from './terminal.js'

export interface RestoreCommandOptions {
  dataDir: string
  backup: string
  force: boolean
  json: boolean
}

/** `ripcord restore <file>`: the server must be stopped. */
export async function runRestore(options: RestoreCommandOptions, terminal: Terminal): Promise<void> {
  const { database, socket } = dataFolderAt(options.dataDir)
  if (await isListening(socket))
    throw new CommandFailure(
      exitCodes.refused,
      `A server runs on ${options.dataDir}: stop it first, then restore again.`,
    )
  prepareDataFolder(options.dataDir)
  const report = await restore(resolve(options.backup), database, options.force)
  for (const warning of report.warnings) terminal.message(`WARNING: ${warning}`)
  const { epoch, replaced, carried, projects, warnings } = report
  tell(
    terminal,
    options.json,
    { epoch, replaced, carried: { ...carried }, projects: projects.map((one) => ({ ...one })), warnings },
    describe(report, database),
  )
}

async function restore(backup: string, file: string, force: boolean): Promise<RestoreReport> {
  try {
    return await restoreSqlite({ backup, file, clock: systemClock, force })
  } catch (error) {
    if (error instanceof StorageError && error.code === 'busy')
      throw new CommandFailure(exitCodes.refused, error.message, { cause: error })
    throw error
  }
}

function describe({ epoch, replaced, carried, projects }: RestoreReport, database: string): string[] {
  return [
    `${database} restored, epoch ${epoch}`,
    ...projects.map(({ key, revision }) => `project ${key} at revision ${revision}`),
    `carried over: ${count(carried.kills, 'standing kill')}, ${count(carried.lifted, 'lifted one')}, ${count(carried.instances, 'instance')}`,
    ...(replaced === null ? [] : [`the replaced database is kept as ${replaced}`]),
  ]
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`
}
