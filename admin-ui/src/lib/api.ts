import calls from 'virtual:calls'
import type { ApiClient } from '@ripcord/api'
import { ApiError, clientOf } from '@ripcord/api/plain'

export { ApiError }

/** The HTTP API, by the session's cookie. Every call rejects with an `ApiError` where the server refuses. */
export const api = clientOf(calls, { baseUrl: location.origin, fetch: ask }) as ApiClient

/** Told `over` where the server no longer knows who this is. */
export const session = new EventTarget()

async function ask(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...request)
  if (response.status === 401) session.dispatchEvent(new Event('over'))
  return response
}

type Paged<T> = { items: T[]; nextCursor?: string | null }

/** Every item of a list, page by page. */
export async function all<T>(page: (cursor: string | undefined) => Promise<Paged<T>>): Promise<T[]> {
  const items: T[] = []
  for (let cursor: string | undefined; ; ) {
    const answer = await page(cursor)
    items.push(...answer.items)
    if (answer.nextCursor === null || answer.nextCursor === undefined) return items
    cursor = answer.nextCursor
  }
}

/** What went wrong, field by field where the server names them; `named` says what a field's path is called. */
export function sentencesOf(error: unknown, named = (path: string): string => path): string[] {
  const fields = error instanceof ApiError ? (error.problem.errors ?? []) : []
  return fields.length === 0
    ? [sentenceOf(error)]
    : fields.map(({ path, message }) => `${named(path)}: ${message}`)
}

/** What went wrong, in the server's words. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiError) return error.problem.detail
  return error instanceof TypeError ? 'The server can’t be reached.' : String(error)
}
