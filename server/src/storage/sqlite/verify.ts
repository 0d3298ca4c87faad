import type { Epoch, Revision } from '@ripcord/model'
import { chainStart, rowHash } from './chain.js'
import { readChange } from './change-rows.js'
import type { ProjectRow } from './project-rows.js'
import type { Rows } from './rows.js'

/** Rows read in one transaction. */
const verifyPage = 500

export interface VerifyProgress {
  rows: number
  /** Hash of the last row that fitted. */
  hash: string
  firstBad: Revision | undefined
  done: boolean
}

export const verifyStart: VerifyProgress = { rows: 0, hash: chainStart, firstBad: undefined, done: false }

/** Goes on with a project's chain for a page: a long log must not hold the process. */
export function verifyPart(rows: Rows, project: ProjectRow, so: VerifyProgress): VerifyProgress {
  const epochs = verifiedEpochs(rows)
  if (epochs === undefined) return { ...so, firstBad: 0, done: true }
  let { rows: count, hash } = so
  const page = rows.changes.after(project.id, count, verifyPage)
  for (const row of page) {
    const expected = rowHash(hash, row.body)
    const fits = row.revision === count + 1 && row.row_hash === expected
    if (!fits || !saysSo(row.body, row.revision, epochs))
      return { rows: count, hash, firstBad: count + 1, done: true }
    hash = expected
    count++
  }
  if (page.length === verifyPage) return { rows: count, hash, firstBad: undefined, done: false }
  // The counter row tells of rows cut off at the end, which a chain alone can't.
  const whole = count === project.revision && (count === 0 || hash === project.row_hash)
  return { rows: count, hash, firstBad: whole ? undefined : count + 1, done: true }
}

function saysSo(body: string, revision: Revision, epochs: ReadonlySet<Epoch>): boolean {
  const change = readChange({ revision, body, row_hash: '' })
  return change.revision === revision && epochs.has(change.epoch)
}

function verifiedEpochs(rows: Rows): Set<Epoch> | undefined {
  let hash = chainStart
  const epochs = new Set<Epoch>()
  for (const row of rows.epochs.all()) {
    hash = rowHash(hash, row.body)
    if (hash !== row.row_hash || JSON.parse(row.body).epoch !== row.epoch) return undefined
    epochs.add(row.epoch)
  }
  return epochs
}
