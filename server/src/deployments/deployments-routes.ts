import { operations } from '@ripcord/api'
import { ok } from '../http/answers.js'
import { type ApiRequest, type Route, route } from '../http/route.js'
import type { Deployment, DeploymentRow } from '../storage/storage.js'
import type { DeploymentClaim } from './deliver.js'
import type { Deployments } from './index.js'

export interface DeploymentsRoutesDeps {
  deployments: Pick<Deployments, 'deliver' | 'list'>
  /** The id of an environment by its keys; refuses with 404 where there is none. */
  environmentId: (project: string, environment: string) => Promise<string>
}

export function deploymentsRoutes({ deployments, environmentId }: DeploymentsRoutesDeps): Route[] {
  async function deliver(claim: DeploymentClaim, raw: ApiRequest['raw']) {
    if (raw === undefined) throw new Error('a delivery is read as it comes')
    const { deployment, ...came } = await deployments.deliver(claim, raw)
    return { status: 202 as const, body: { ...came, deployment: deployment && said(deployment) } }
  }
  return [
    route(operations.deliverDeployment, ({ params, raw }) => deliver(params, raw)),
    route(operations.deliverDeploymentByToken, ({ params, raw }) => deliver(params, raw)),
    route(operations.listDeployments, async ({ params, query }) => {
      const id = await environmentId(params.project, params.environment)
      return ok({ items: (await deployments.list(id, query.limit)).map(shown) })
    }),
  ]
}

function said({ at: _at, ...deployment }: Deployment) {
  return deployment
}

function shown({ sourceId, receivedAt, deployment, counts, warnings, effects }: DeploymentRow) {
  return {
    ...said(deployment),
    source: sourceId,
    receivedAt: new Date(receivedAt).toISOString(),
    at: deployment.at === null ? null : new Date(deployment.at).toISOString(),
    counts,
    warnings,
    effects,
  }
}
