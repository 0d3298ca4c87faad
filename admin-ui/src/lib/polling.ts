import { ApiError } from '@ripcord/api/plain'

export const movingMs = 1_000

/** What is not there is told of by the change feed, should it come; what one may not read is refused again. */
export function isRefused(error: Error | null): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 403)
}

/** So often, while there is something to be read. */
export const every =
  (ms: number) =>
  ({ state: { error } }: { state: { error: Error | null } }): number | false =>
    isRefused(error) ? false : ms
