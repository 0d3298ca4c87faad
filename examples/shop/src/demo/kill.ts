import type { RipcordApi } from './ripcord-api.js'

/** Times are milliseconds of `performance.now()`. */
export interface KillFigures {
  askedAt: number
  acceptedAt: number
  /** When the server said for the first time that an instance, and that all of them, had acknowledged. */
  firstAckAt: number | undefined
  lastAckAt: number | undefined
  safe: number
  total: number
}

interface Propagation {
  safe: number
  total: number
}

/** Kills the flag and asks who is safe until everybody is, or ten seconds are over. */
export async function killAndWatch(
  api: RipcordApi,
  environment: string,
  flagKey: string,
): Promise<KillFigures> {
  const askedAt = performance.now()
  const { kill } = await api.post<{ kill: { killId: string } }>(`${environment}/kills`, {
    target: { type: 'flags', flags: [flagKey] },
    reason: 'The new ledger does not answer',
  })
  const acceptedAt = performance.now()
  let firstAckAt: number | undefined
  for (;;) {
    const { safe, total } = await api.get<Propagation>(
      `${environment}/kills/${kill.killId}/propagation?instances=unsafe`,
    )
    const now = performance.now()
    if (safe > 0) firstAckAt ??= now
    const isDone = total > 0 && safe === total
    if (isDone || now - acceptedAt > 10_000) {
      return { askedAt, acceptedAt, firstAckAt, lastAckAt: isDone ? now : undefined, safe, total }
    }
  }
}
