import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Epoch, Revision } from '@ripcord/model'
import { isEpoch } from '@ripcord/model/plain'

/** How far a database has been: what stands beside it, so that an older copy in its place is noticed. */
export interface Seen {
  epoch: Epoch
  /** By project id. */
  revisions: { readonly [projectId: string]: Revision }
  /** What people call the projects, by id; a file that an older version wrote does not say. */
  keys?: { readonly [projectId: string]: string }
}

/** The name of the file beside a database that keeps how far it has been. */
export function seenFile(file: string): string {
  return `${file}.seen`
}

/** Undefined where nothing was kept, or nothing that can be read. */
export function readSeen(path: string): Seen | undefined {
  try {
    const seen: Partial<Seen> | null = JSON.parse(readFileSync(path, 'utf8'))
    if (!isEpoch(seen?.epoch) || typeof seen.revisions !== 'object' || seen.revisions === null)
      return undefined
    return seen as Seen
  } catch {
    return undefined
  }
}

/** Readers find the old text or the new. */
export function writeSeen(path: string, seen: Seen): void {
  const temporary = `${path}.${process.pid}`
  try {
    writeFileSync(temporary, `${JSON.stringify(seen)}\n`, { mode: 0o600 })
    renameSync(temporary, path)
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** What to tell an operator where the database is behind what was seen of it; undefined where it is not. */
export function rollbackWarning(file: string, seen: Seen, now: Seen): string | undefined {
  const behind = Object.entries(seen.revisions).flatMap(([id, revision]) => {
    const found = now.revisions[id] ?? 0
    return found < revision ? [`${named(seen, id)} was at revision ${revision} and is at ${found}`] : []
  })
  if (behind.length === 0 && now.epoch >= seen.epoch) return undefined
  const what = behind.length === 0 ? 'it is of an earlier life' : behind.join('; ')
  return (
    `The log was rolled back: ${file} is older than what stood here (${what}): an older copy is in its place, or the end ` +
    'of its WAL was lost. ' +
    'SDKs go back to this older state, and kills that they hold and it lacks are taken up again; ' +
    'instances seen since are unknown. To bring back a backup, use `ripcord restore`, which carries kills over.'
  )
}

/** A project as an operator knows it. */
export function named({ keys }: Seen, projectId: string): string {
  return `project ${keys?.[projectId] ?? projectId}`
}
