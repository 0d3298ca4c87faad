import { existsSync } from 'node:fs'
import { type BreakGlassKilled, type Kill, killWith } from '../break-glass/kill-with.js'
import type { BreakGlassKill } from '../break-glass/messages.js'
import { type Clock, systemClock } from '../clock.js'
import { dataFolderAt } from '../data-folder.js'
import type { KeyRing } from '../secrets/key-ring.js'
import { openKeyRing } from '../secrets/open-key-ring.js'
import { openSqliteStorage } from '../storage/sqlite/open.js'
import { refuseEmptied } from '../storage/sqlite/refuse-emptied.js'
import type { Storage } from '../storage/storage.js'
import { CommandFailure, exitCodes } from './exit-codes.js'

/** Commits a kill to the database of a data folder, beside a server or without one. */
export type KillDirectly = (dataDir: string, request: BreakGlassKill) => Promise<BreakGlassKilled>

/** Who decides what a kill is: the same service that the server runs. */
export type KillsOn = (storage: Storage, keyRing: KeyRing, clock: Clock) => { kill: Kill }

/** `warn` is told what an operator should hear, and nothing of it keeps the kill from landing. */
export function createKillDirectly(killsOn: KillsOn, warn: (message: string) => void): KillDirectly {
  return async (dataDir, request) => {
    const { database } = dataFolderAt(dataDir)
    refuseEmptied(database)
    if (!existsSync(database))
      throw new CommandFailure(
        exitCodes.unreachable,
        `There is neither a server nor a database in ${dataDir}: is RIPCORD_DATA right?`,
      )
    const keyRing = openKeyRing(dataDir, systemClock, { warn, takesOpenMode: true })
    // A guest mints no epoch: the life of the database goes on, with one change more.
    const storage = await openSqliteStorage({
      file: database,
      clock: systemClock,
      mint: false,
      ballast: true,
    })
    try {
      const kills = killsOn(storage, keyRing, systemClock)
      return await killWith((...asked) => kills.kill(...asked))(request)
    } finally {
      await storage.close()
    }
  }
}
