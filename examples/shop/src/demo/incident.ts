import type { RipcordApi } from './ripcord-api.js'
import { paint, type Timeline } from './timeline.js'
import { until } from './until.js'

/** As the API tells it; here is only what the demo prints. */
export interface Incident {
  killId: string
  cause: string
  reason: string
  flags: string[]
  openedAt: string
  before: { firstBadAt: string | null }
  /** Milliseconds since the first bad measurement. */
  times: Record<'detect' | 'decide' | 'commit' | 'propagate' | 'recover', number | null>
  acknowledged: { safe: number; total: number; allAt: string | null }
  newKinds: { kind: string; count: number }[]
  recovery: { state: 'pending' | 'recovered' | 'ineffective'; because: string }
}

/** The first incident there is. Nobody presses anything: it is there when the guard has killed. */
export async function firstIncident(api: RipcordApi, environment: string): Promise<Incident | undefined> {
  const { items } = await until(
    () => api.get<{ items: Incident[] }>(`${environment}/incidents`),
    ({ items }) => items.length > 0,
  )
  return items[0]
}

/** The incident once it is known whether the kill has helped. */
export async function judgedIncident(
  api: RipcordApi,
  environment: string,
  killId: string,
): Promise<Incident> {
  return await until(
    () => api.get<Incident>(`${environment}/incidents/${killId}`),
    ({ recovery }) => recovery.state !== 'pending',
  )
}

export function printIncident(timeline: Timeline, incident: Incident): void {
  const { times, acknowledged, newKinds, recovery } = incident
  const since = (ms: number | null): string => (ms === null ? paint.red('never') : `+${ms} ms`)
  timeline.plain()
  timeline.plain(`The incident, since the first bad measurement (kill ${incident.killId}):`)
  timeline.figure('detected', since(times.detect))
  timeline.figure('decided', since(times.decide))
  timeline.figure('committed', `${since(times.commit)}, ${incident.flags.join(' and ')} in one change`)
  timeline.figure(
    'propagated',
    `${since(times.propagate)}, ${acknowledged.safe} of ${acknowledged.total} safe`,
  )
  timeline.figure(recovery.state, `${since(times.recover)}, ${recovery.because}`)
  for (const { kind, count } of newKinds) timeline.figure('only in the new code', `${kind}, ${count} times`)
}
