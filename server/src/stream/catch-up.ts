import { type Epoch, emptyStateHash, type SectionHashes, sections } from '@ripcord/model'
import type { Hello, ServerMessage } from '@ripcord/sync'
import type { ChangeStore } from '../storage/storage.js'
import type { EnvironmentFeed } from './environment-feed.js'
import { changesMessage, mergeRows } from './publish.js'
import type { HubRules } from './rules.js'

/** A client further behind than this fetches the snapshot. */
const mostRows = 1_000
/** A catch-up larger than this is not sent where the snapshot's size is not known. */
const mostCharacters = 4 * 1024 * 1024

type Held = NonNullable<Hello['held']>

/** How a client gets from what it holds to the head. */
export type CatchUp =
  /** `rolledBack`: the log does not hold what the client holds, so the log is not the one that it was. */
  | { type: 'resync'; because: string; mismatch: boolean; rolledBack: boolean }
  | { type: 'atHead' }
  | { type: 'changes'; message: ServerMessage }

/** Finds what the client holds in the log by its hash, whatever the epoch, and reads on from there. */
export async function catchUp(
  changes: ChangeStore,
  feed: EnvironmentFeed,
  held: Hello['held'],
  epoch: Epoch,
  rules: HubRules,
): Promise<CatchUp> {
  if (held === null) return resync('nothing is held')
  const because = await whyNotInLog(changes, feed, held)
  if (because !== undefined && rules.compareHashes)
    return { type: 'resync', because, mismatch: true, rolledBack: true }
  if (held.revision === feed.head.revision) return { type: 'atHead' }
  const rows = await changes.sentAfter(feed.environment.id, held.revision, mostRows + 1)
  if (rows.length > mostRows) return resync(`more than ${mostRows} changes behind`)
  const [first, ...rest] = rows.filter((row) => row.revision <= feed.head.revision)
  if (first === undefined) return { type: 'atHead' }
  const message = changesMessage(mergeRows([first, ...rest]), epoch, feed.proof(epoch))
  const characters = JSON.stringify(message).length
  if (characters > (feed.snapshotBytes ?? mostCharacters))
    return resync('the changes are larger than the snapshot')
  return { type: 'changes', message }
}

function resync(because: string): CatchUp {
  return { type: 'resync', because, mismatch: false, rolledBack: false }
}

/** Why the log does not hold what a client holds; undefined where it does. */
export async function whyNotInLog(
  changes: ChangeStore,
  feed: EnvironmentFeed,
  held: Held,
): Promise<string | undefined> {
  if (held.revision > feed.head.revision)
    return `revision ${held.revision} is beyond the log, which ends at ${feed.head.revision}`
  const hashes = await hashesAt(changes, feed, held)
  if (hashes === undefined) return `the log has no change of this environment at revision ${held.revision}`
  if (sections.every((section) => hashes[section] === held.hashes[section])) return undefined
  return `the state at revision ${held.revision} has another hash`
}

async function hashesAt(
  changes: ChangeStore,
  feed: EnvironmentFeed,
  { revision }: Held,
): Promise<SectionHashes | undefined> {
  if (revision === feed.head.revision) return feed.head.hashes
  if (revision === 0) return { kills: emptyStateHash, flags: emptyStateHash }
  return changes.hashesAt(feed.environment.id, revision)
}
