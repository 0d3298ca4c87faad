import { existsSync } from 'node:fs'
import { openSessions } from '../access/sessions.js'
import { readAddress } from '../address.js'
import { isListening } from '../break-glass/ask.js'
import { systemClock } from '../clock.js'
import { readConfig } from '../config.js'
import { dataFolderAt } from '../data-folder.js'
import { urlOf } from '../http/listen.js'
import { openKeyRing } from '../secrets/open-key-ring.js'
import { openSqliteStorage } from '../storage/sqlite/open.js'
import { refuseEmptied } from '../storage/sqlite/refuse-emptied.js'
import { walWarning } from '../storage/sqlite/wal.js'
import { CommandFailure, exitCodes } from './exit-codes.js'
import { type Terminal, tell } from './terminal.js'

export interface LinkOptions {
  dataDir: string
  environment: { readonly [name: string]: string | undefined }
  json: boolean
}

/**
 * `ripcord link`: a one-time link for whoever has lost the first one, or the session. Whoever may write the data
 * folder may have it.
 */
export async function runLink(options: LinkOptions, terminal: Terminal): Promise<void> {
  const { database, socket, address } = dataFolderAt(options.dataDir)
  refuseEmptied(database)
  if (!existsSync(database))
    throw new CommandFailure(
      exitCodes.unreachable,
      `There is no database ${database}: is RIPCORD_DATA right? The first start prints a link by itself.`,
    )
  const read = readConfig(options.environment)
  if (read.type === 'mistakes') throw new CommandFailure(exitCodes.failure, read.mistakes.join('\n'))
  const { publicUrl, host, port } = read.config
  const isServed = await isListening(socket)
  const running = isServed ? readAddress(address) : undefined
  const warning = isServed ? undefined : walWarning(database)
  if (warning !== undefined) terminal.message(`WARNING: ${warning}`)
  const storage = await openSqliteStorage({ file: database, clock: systemClock, mint: false })
  try {
    const keyRing = openKeyRing(options.dataDir, systemClock, {
      warn: (message) => terminal.message(`WARNING: ${message}`),
    })
    const sessions = await openSessions({
      access: storage.access,
      keyRing,
      clock: systemClock,
      warn: (message) => terminal.message(message),
    })
    const link = `${running ?? publicUrl ?? urlOf(host, port)}/login#${await sessions.createLink()}`
    tell(terminal, options.json, { link }, [link])
    terminal.message('It opens a session once, within 24 hours.')
    if (running === undefined)
      terminal.message('No server was found on this data folder: the address is that of the configuration.')
  } finally {
    await storage.close()
  }
}
