import { existsSync } from 'node:fs'
import type { Revision } from '@ripcord/model'
import { isListening } from '../break-glass/ask.js'
import { systemClock } from '../clock.js'
import { dataFolderAt } from '../data-folder.js'
import { openSqliteStorage } from '../storage/sqlite/open.js'
import { openAside } from '../storage/sqlite/open-aside.js'
import { refuseEmptied } from '../storage/sqlite/refuse-emptied.js'
import type { Storage } from '../storage/storage.js'
import { CommandFailure, exitCodes } from './exit-codes.js'
import { lostChanges, readTraces } from './lost-changes.js'
import { type Terminal, tell } from './terminal.js'

export interface VerifyOptions {
  dataDir: string
  json: boolean
}

interface VerifiedLog {
  project: string
  /** Changes that fit, from the first one on. */
  changes: number
  /** The first revision that does not fit; 0 where the chain of epochs does not. */
  firstBad: Revision | null
}

/** `ripcord verify`: reads the whole log against its hash chain. May run beside the server; changes nothing on the disk. */
export async function runVerify({ dataDir, json }: VerifyOptions, terminal: Terminal): Promise<void> {
  const { database, socket } = dataFolderAt(dataDir)
  refuseEmptied(database)
  if (!existsSync(database))
    throw new CommandFailure(
      exitCodes.unreachable,
      `There is no database ${database}: is RIPCORD_DATA right?`,
    )
  const isServed = await isListening(socket)
  const traces = await readTraces(database, isServed)
  const storage = isServed
    ? await openSqliteStorage({ file: database, clock: systemClock, mint: false, readOnly: true })
    : await openAside(database, systemClock)
  try {
    const logs = await verifyAll(storage)
    const { lost, warnings } = await lostChanges(database, traces, storage)
    tell(terminal, json, { logs: logs.map((log) => ({ ...log })), lost, warnings }, logs.flatMap(fitting))
    for (const warning of warnings) terminal.message(`WARNING: ${warning}`)
    const broken = logs.flatMap(breach)
    const said = [...lost, ...broken, ...(broken.length > 0 ? [whatToDo(database)] : [])]
    if (said.length > 0) throw new CommandFailure(exitCodes.failure, said.join('\n'))
  } finally {
    await storage.close()
  }
}

async function verifyAll({ projects, changes }: Storage): Promise<VerifiedLog[]> {
  const logs: VerifiedLog[] = []
  for (const { key } of await projects.list()) {
    const { rows, firstBad = null } = await changes.verify(key)
    logs.push({ project: key, changes: rows, firstBad })
  }
  return logs
}

function fitting({ project, changes, firstBad }: VerifiedLog): string[] {
  return firstBad === null ? [`project ${project}: all ${changes} changes fit their hashes`] : []
}

function breach({ project, firstBad }: VerifiedLog): string[] {
  if (firstBad === null) return []
  const first = firstBad === 0 ? 'its epochs do not' : `revision ${firstBad} is the first that does not`
  return [`The log of project ${project} does not fit its hashes: ${first}.`]
}

function whatToDo(database: string): string {
  return (
    `Something other than Ripcord has altered ${database}, or the disk has. Keep a copy of it aside. What comes before that ` +
    'as it was written; to go back, stop the server and restore the newest backup with ' +
    '`ripcord restore <backup>`, which says whether the log in there fits.'
  )
}
