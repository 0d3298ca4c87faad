import type { Incident } from './incident.js'

/** So long nothing may fail any more. */
export const wellForMs = 30_000
/** A kill that has not helped by then is ineffective. */
export const ineffectiveAfterMs = 2 * wellForMs

/** What is known after the kill. Epoch milliseconds; null = it did not happen. */
export interface Aftermath {
  /** When the new variant was last reported to fail. */
  lastFailure: number | null
  /** When services last erred more than before the release; undefined where too few requests were told. */
  services: readonly { name: string; lastBad: number | null | undefined }[]
  /** Since when this server looks: what was reported to the one before is not known, nor who has yet to come back. */
  lookingSince: number
}

/**
 * Whether the kill has helped: by what instances say of themselves, by failures of the new variant that are still
 * reported, and by how all requests of the killed services do, as far as their SDKs tell. `now`: epoch milliseconds.
 */
export function judgeRecovery(
  { acknowledged, recovery, openedAt }: Incident,
  { lastFailure, services, lookingSince }: Aftermath,
  now: number,
): Incident['recovery'] {
  if (recovery.state !== 'pending') return recovery
  const { total, safe, allAt } = acknowledged
  const seenSince = Math.max(Date.parse(openedAt), lookingSince)
  const lastBad = services.map((one) => one.lastBad ?? 0)
  const wellSince = Math.max(seenSince, lastFailure ?? 0, allAt === null ? 0 : Date.parse(allAt), ...lastBad)
  const isWell = safe >= total && now - wellSince >= wellForMs
  if (isWell && total === 0) {
    const because = 'No instance was connected: nothing shows whether it has helped.'
    return { state: 'unknown', at: new Date(now).toISOString(), because }
  }
  if (isWell) {
    const because = `All ${total} instances have acknowledged, and nothing has failed in the new variant since.${told(services)}`
    return { state: 'recovered', at: new Date(wellSince).toISOString(), because }
  }
  const because = whatIsWrong({ acknowledged, lastFailure, services }, now)
  if (now - seenSince >= ineffectiveAfterMs)
    return { state: 'ineffective', at: new Date(now).toISOString(), because }
  return { ...recovery, because }
}

function whatIsWrong(
  { acknowledged, lastFailure, services }: Omit<Aftermath, 'lookingSince'> & Pick<Incident, 'acknowledged'>,
  now: number,
): string {
  const { total, safe } = acknowledged
  if (safe < total) return `${total - safe} of ${total} instances have not acknowledged.`
  if (lastFailure !== null && now - lastFailure < wellForMs)
    return 'The new variant is still reported to fail.'
  const bad = services.filter(({ lastBad }) => lastBad != null && now - lastBad < wellForMs)
  if (bad.length > 0)
    return `${bad.map(({ name }) => name).join(', ')} still errs more than before the release.`
  return 'All have acknowledged: it must stay well for 30 s.'
}

function told(services: Aftermath['services']): string {
  const known = services.filter(({ lastBad }) => lastBad !== undefined).map(({ name }) => name)
  return known.length === 0 ? '' : ` Requests of ${known.join(', ')} err no more than before the release.`
}
