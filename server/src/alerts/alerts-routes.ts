import { operations } from '@ripcord/api'
import { ok } from '../http/answers.js'
import { type ApiRequest, type Route, route } from '../http/route.js'
import type { Episode } from '../storage/storage.js'
import type { AlertClaim } from './deliver.js'
import type { Alerts } from './index.js'

export interface AlertsRoutesDeps {
  alerts: Pick<Alerts, 'deliver' | 'list' | 'wanted'>
  /** The id of an environment by its keys; refuses with 404 where there is none. */
  environmentId: (project: string, environment: string) => Promise<string>
}

export function alertsRoutes({ alerts, environmentId }: AlertsRoutesDeps): Route[] {
  async function deliver(claim: AlertClaim, raw: ApiRequest['raw']) {
    if (raw === undefined) throw new Error('a delivery is read as it comes')
    return { status: 202 as const, body: await alerts.deliver(claim, raw) }
  }
  return [
    route(operations.deliverAlerts, ({ params, raw }) => deliver(params, raw)),
    route(operations.deliverAlertsByToken, ({ params, raw }) => deliver(params, raw)),
    route(operations.listAlerts, async ({ params, query }) => {
      const id = await environmentId(params.project, params.environment)
      const items = (await alerts.list(id, query)).map(shown)
      return ok({ items, wanted: await alerts.wanted(params.project, params.environment) })
    }),
  ]
}

function shown({ sourceId, environmentId: _environmentId, alert, ...rest }: Episode) {
  return {
    ...rest,
    ...alert,
    source: sourceId,
    startsAt: instantOf(alert.startsAt),
    receivedAt: new Date(rest.receivedAt).toISOString(),
    endedAt: instantOf(rest.endedAt),
  }
}

function instantOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
