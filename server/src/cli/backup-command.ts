import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { isListening } from '../break-glass/ask.js'
import { dataFolderAt } from '../data-folder.js'
import { backupSqlite } from '../storage/sqlite/backup.js'
import { refuseEmptied } from '../storage/sqlite/refuse-emptied.js'
import { walWarning } from '../storage/sqlite/wal.js'
import { CommandFailure, exitCodes } from './exit-codes.js'
import { type Terminal, tell } from './terminal.js'

export interface BackupOptions {
  dataDir: string
  to: string
  json: boolean
}

/** `ripcord backup <file>`: may run beside the server. */
export async function runBackup(options: BackupOptions, terminal: Terminal): Promise<void> {
  const { database, socket } = dataFolderAt(options.dataDir)
  refuseEmptied(database)
  if (!existsSync(database))
    throw new CommandFailure(
      exitCodes.unreachable,
      `There is no database ${database}: is RIPCORD_DATA right?`,
    )
  const warning = (await isListening(socket)) ? undefined : walWarning(database)
  if (warning !== undefined) terminal.message(`WARNING: ${warning}`)
  const { file, bytes } = await backupSqlite({ file: database, to: resolve(options.to) })
  tell(terminal, options.json, { file, bytes }, [`${file} (${bytes} bytes)`])
  terminal.message(
    `The key file (${resolve(options.dataDir, 'key')}) is not part of it: keep a copy elsewhere, never beside the backup.`,
  )
}
