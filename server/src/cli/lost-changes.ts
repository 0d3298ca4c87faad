import { setTimeout as sleep } from 'node:timers/promises'
import type { Epoch, Revision } from '@ripcord/model'
import { readSeen, rollbackWarning, type Seen, seenFile } from '../storage/sqlite/seen.js'
import { examineWal, tellWal } from '../storage/sqlite/wal.js'
import type { Storage } from '../storage/storage.js'

/** A server that begins its WAL anew, or is in the middle of a frame, looks like damage, for a moment. */
const lookAgainAfterMs = 200

/** What the files of a database tell before it is opened of changes that can't be read. */
export interface Traces {
  seen: Seen | undefined
  wal: 'whole' | 'cut' | 'damaged' | 'damaged under a server'
}

export async function readTraces(file: string, isServed: boolean): Promise<Traces> {
  const seen = readSeen(seenFile(file))
  const found = examineWal(file)
  if (!isServed || found === undefined) return { seen, wal: found ?? 'whole' }
  await sleep(lookAgainAfterMs)
  const isDamaged = found === 'damaged' && examineWal(file) === 'damaged'
  return { seen, wal: isDamaged ? 'damaged under a server' : 'whole' }
}

/** What is lost, and what may be. */
export async function lostChanges(
  file: string,
  { seen, wal }: Traces,
  storage: Storage,
): Promise<{ lost: string[]; warnings: string[] }> {
  const { epoch, projects } = await progressOf(storage)
  const revisions = Object.fromEntries(projects.map(({ id, revision }) => [id, revision]))
  const rolledBack = seen && rollbackWarning(file, seen, { epoch, revisions })
  const lost = rolledBack === undefined ? [] : [rolledBack]
  switch (wal) {
    case 'whole':
      return { lost, warnings: [] }
    case 'cut':
      return { lost, warnings: [tellWal(file, 'cut')] }
    case 'damaged':
      return { lost: [unreadable(file, projects), ...lost], warnings: [] }
    case 'damaged under a server': {
      const now = `${file}-wal is damaged: should the server that runs be killed, its last changes can't be read. Make a backup now.`
      return { lost: [now, ...lost], warnings: [] }
    }
  }
}

interface Head {
  id: string
  key: string
  revision: Revision
}

async function progressOf({
  projects,
  changes,
  epochs,
}: Storage): Promise<{ epoch: Epoch; projects: Head[] }> {
  const heads = (await projects.list()).map(async ({ id, key }) => ({
    id,
    key,
    revision: await changes.head(key),
  }))
  return { epoch: await epochs.current(), projects: await Promise.all(heads) }
}

function unreadable(file: string, projects: readonly Head[]): string {
  const after = projects.map(({ key, revision }) => `${revision} of project ${key}`).join(', ')
  const what = after === '' ? 'the changes that it had' : `changes after revision ${after}`
  return `${file}-wal is damaged: ${what} can't be read. Keep a copy of the data folder aside: the next start goes on without them.`
}
