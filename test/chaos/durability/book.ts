import type { TestProject } from '../../harness/test-project.js'
import { allPages } from './all-pages.js'

/** A change that the server has said yes to. */
export type Acknowledged =
  | { type: 'edit'; flagKey: string; description: string; revision: number }
  | { type: 'kill'; flagKey: string; killId: string; revision: number }

/** What was acknowledged, as a witness outside the server keeps it. */
export interface Book {
  readonly flagKeys: readonly string[]
  readonly acknowledged: Acknowledged[]
  /** Up to here the book was compared with the log. */
  checked: number
}

export function createBook(): Book {
  return {
    flagKeys: Array.from({ length: 8 }, (_, index) => `flag-${index}`),
    acknowledged: [],
    checked: 0,
  }
}

/** Edits a flag, and writes that down once the server has said yes. */
export async function edit(
  { api, params }: TestProject,
  book: Book,
  flagKey: string,
  description: string,
): Promise<void> {
  const { revision } = await api.updateFlag({
    params: { project: params.project, flag: flagKey },
    body: { description },
  })
  book.acknowledged.push({ type: 'edit', flagKey, description, revision })
}

/** Kills a flag, and writes that down once the server has said yes. Answers the id of the kill. */
export async function kill(
  { api, params }: TestProject,
  book: Book,
  flagKey: string,
  reason = 'chaos',
): Promise<string> {
  const { kill: killed, revision } = await api.createKill({
    params,
    body: { target: { type: 'flags', flags: [flagKey] }, reason },
  })
  book.acknowledged.push({ type: 'kill', flagKey, killId: killed.killId, revision })
  return killed.killId
}

/** What is in the book and not in the server, in sentences. */
export async function checkBook(project: TestProject, book: Book): Promise<string[]> {
  const fresh = book.acknowledged.slice(book.checked)
  book.checked = book.acknowledged.length
  const missing: string[] = []
  for (const change of fresh) {
    const because = await missingInLog(project, change)
    if (because !== undefined) missing.push(because)
  }
  return [...missing, ...(await missingInState(project, book))]
}

async function missingInLog({ api, params }: TestProject, change: Acknowledged): Promise<string | undefined> {
  const { revision } = change
  const { project, environment } = params
  const entity =
    change.type === 'edit'
      ? ({ kind: 'flag', key: change.flagKey } as const)
      : ({ kind: 'kill', key: change.killId, environment } as const)
  const { items } = await api
    .readState({ params: { project, revision }, query: entity })
    .catch(() => ({ items: [] }))
  const value = items[0]?.value as { description?: string; killId?: string } | null | undefined
  const isThere =
    change.type === 'edit' ? value?.description === change.description : value?.killId === change.killId
  return isThere ? undefined : `revision ${revision} (${change.type} of ${change.flagKey}) is not in the log`
}

/** Later writes may stand in the state, never earlier ones; and no kill has gone. */
async function missingInState(project: TestProject, book: Book): Promise<string[]> {
  const { api, params } = project
  const { items: flags } = await api.listFlags({ params: { project: params.project } })
  const standing = await standingKills(project)
  const missing: string[] = []
  for (const change of book.acknowledged) {
    if (change.type === 'kill') {
      if (!standing.has(change.killId)) missing.push(`kill ${change.killId} does not stand`)
      continue
    }
    const flag = flags.find((one) => one.key === change.flagKey)
    if (flag === undefined || flag.revision < change.revision)
      missing.push(`${change.flagKey} went back behind revision ${change.revision}`)
  }
  return missing
}

async function standingKills({ api, params }: TestProject): Promise<Set<string>> {
  const standing = new Set<string>()
  for await (const { killId } of allPages((cursor) =>
    api.listKills({ params, query: { limit: 1_000, ...cursor } }),
  ))
    standing.add(killId)
  return standing
}
