import type { Incident } from './incident.js'

/** So long nothing may fail any more. */
export const wellForMs = 30_000
/** A kill that has not helped by then is ineffective. */
export const ineffectiveAfterMs = 2 * wellForMs

/**
 * Whether the kill has helped. Nothing is counted of flags that no release owns any more, so that it is judged by what
 * instances say of themselves, and by failures of the new variant that are still reported. `lastFailure`, `now`: epoch
 * milliseconds.
 */
export function judgeRecovery(
  { acknowledged, recovery, openedAt }: Incident,
  lastFailure: number | null,
  now: number,
): Incident['recovery'] {
  if (recovery.state !== 'pending') return recovery
  const { total, safe, allAt } = acknowledged
  const opened = Date.parse(openedAt)
  const wellSince = Math.max(opened, lastFailure ?? 0, allAt === null ? 0 : Date.parse(allAt))
  const missing = `${total - safe} of ${total} instances have not acknowledged.`
  if (safe >= total && now - wellSince >= wellForMs) {
    const because =
      total === 0
        ? 'No instance was connected.'
        : `All ${total} instances have acknowledged, and nothing has failed in the new variant since.`
    return { state: 'recovered', at: new Date(wellSince).toISOString(), because }
  }
  if (now - opened >= ineffectiveAfterMs) {
    const because = safe < total ? missing : 'The new variant is still reported to fail.'
    return { state: 'ineffective', at: new Date(now).toISOString(), because }
  }
  return {
    ...recovery,
    because: safe < total ? missing : 'All have acknowledged: it must stay well for 30 s.',
  }
}
