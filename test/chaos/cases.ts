import type { ChaosCase } from './chaos-case.js'
import { clockJumps } from './durability/clock-jumps.js'
import { damagedDatabase } from './durability/damaged-database.js'
import { fsyncErrors } from './durability/fsync-errors.js'
import { fullDisk } from './durability/full-disk.js'
import { killLoop } from './durability/kill-loop.js'
import { killedCopies } from './durability/killed-copies.js'
import { killedFirstStart } from './durability/killed-first-start.js'
import { readOnlyDisk } from './durability/read-only-disk.js'
import { tornBackup } from './durability/torn-backup.js'
import { historyCuts } from './histories/cuts.js'
import { historyLinks } from './histories/links.js'
import { historyServers } from './histories/servers.js'
import { frozen } from './life/frozen.js'
import { simulatedDay } from './life/simulated-day.js'

/** Every case by the name that `pnpm chaos <name>` takes. A new one is a file of its own and a line here. */
export const chaosCases: { readonly [name: string]: ChaosCase } = {
  'history-cuts': historyCuts,
  'history-links': historyLinks,
  'history-servers': historyServers,
  'kill-loop': killLoop,
  'full-disk': fullDisk,
  'fsync-errors': fsyncErrors,
  'clock-jumps': clockJumps,
  'damaged-database': damagedDatabase,
  'killed-copies': killedCopies,
  'killed-first-start': killedFirstStart,
  'read-only-disk': readOnlyDisk,
  'torn-backup': tornBackup,
  frozen,
  'simulated-day': simulatedDay,
}
