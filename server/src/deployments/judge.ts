import { isRunning, type Release } from '@ripcord/model'
import type { Deployment, DeploymentEffect } from '../storage/storage.js'
import { buildName, compareBuild, type ReleaseService } from './compare-build.js'

/** What follows from a deployment for one release: it is told, or it is done. */
export type Step =
  | { type: 'tell'; effect: DeploymentEffect }
  | { type: 'start'; release: string; because: string }
  | { type: 'hold'; release: string; because: string }

/**
 * What follows from a deployment. Pure.
 *
 * @param releases those that its source may touch
 * @param latest by service, what was said last of what it runs; this deployment included
 */
export function judge(
  deployment: Deployment,
  releases: readonly Release[],
  latest: ReadonlyMap<string, Deployment>,
): Step[] {
  switch (deployment.status) {
    case 'succeeded':
      return releases
        .filter((one) => isDraftOf(one, deployment))
        .map((one) => arrived(one, deployment, latest))
    case 'failed':
      return [
        ...releases.filter((one) => isDraftOf(one, deployment)).map((one) => notStarted(one, deployment)),
        ...releases
          .filter((one) => isRunning(one) && serviceIn(one, deployment) !== undefined)
          .map(({ key }) => hold(key, `The deployment of ${nameOf(deployment)} failed.`)),
      ]
    case 'rolledback':
      return releases
        .filter((one) => isRunning(one) && isTakenBack(one, deployment))
        .map(({ key }) =>
          hold(key, `${deployment.service} was rolled back: ${nameOf(deployment)} runs again.`),
        )
    case 'started':
    case 'other':
      return []
  }
}

/** Services of drafts that a deployment is of: what was said last of each is needed to judge it. */
export function servicesAsked(deployment: Deployment, releases: readonly Release[]): string[] {
  const drafts = releases.filter((one) => isDraftOf(one, deployment))
  return [...new Set(drafts.flatMap(({ services }) => services.map(({ name }) => name)))]
}

/** The service of a release that a deployment is of: its build is, or the deployment names the release. */
export function serviceIn(release: Release, deployment: Deployment): ReleaseService | undefined {
  const service = release.services.find(({ name }) => name === deployment.service)
  if (service === undefined) return undefined
  const build = compareBuild(service, deployment)
  const isNamed = build === 'unknown' && deployment.release === release.key
  return build === 'same' || isNamed ? service : undefined
}

function isDraftOf(release: Release, deployment: Deployment): boolean {
  return release.status === 'draft' && serviceIn(release, deployment) !== undefined
}

/** What is named is what runs again: a release of that very build is not what was taken back. */
function isTakenBack({ services }: Release, deployment: Deployment): boolean {
  const service = services.find(({ name }) => name === deployment.service)
  return service !== undefined && compareBuild(service, deployment) !== 'same'
}

function arrived(release: Release, deployment: Deployment, latest: ReadonlyMap<string, Deployment>): Step {
  const missing = release.services.filter((service) => !isThere(release, service, latest.get(service.name)))
  const is = `${nameOf(deployment)} is deployed`
  if (missing.length > 0) {
    const names = missing.map(({ name, version }) => [name, version].join(' ').trim()).join(', ')
    return tell(release, 'deployed', `${is}: not yet, or not any more, are ${names}.`)
  }
  if (release.startOn === undefined) return tell(release, 'deployed', `${is}: a person starts the release.`)
  return { type: 'start', release: release.key, because: `${is}, and so is all of the release.` }
}

function isThere(release: Release, { name }: ReleaseService, last: Deployment | undefined): boolean {
  return last?.status === 'succeeded' && serviceIn(release, last)?.name === name
}

function notStarted(release: Release, deployment: Deployment): Step {
  return tell(
    release,
    'failed',
    `The deployment of ${nameOf(deployment)} failed: the release is not started.`,
  )
}

function tell({ key }: Release, effect: DeploymentEffect['effect'], because: string): Step {
  return { type: 'tell', effect: { release: key, effect, because } }
}

function hold(release: string, because: string): Step {
  return { type: 'hold', release, because }
}

function nameOf(deployment: Deployment): string {
  return buildName(deployment.service, deployment)
}
