import { type Release, type ReleaseFile, type ReleaseTemplate, slugFrom } from '@ripcord/model'
import type { Deployment, IntakeSource } from '../storage/storage.js'
import { serviceIn } from './judge.js'

/**
 * The file of the release that a source's template makes of a build; undefined where there is none to be made: no
 * template, another service, a build without a name, or one that some release is of already. Pure.
 */
export function draftOf(
  deployment: Deployment,
  source: Pick<IntakeSource, 'scope' | 'deployments'>,
  releases: readonly Release[],
): ReleaseFile | undefined {
  const template = source.deployments?.releaseFile
  const name = template?.services[0]?.name
  if (!template || name === undefined || name !== deployment.service || deployment.release !== null)
    return undefined
  if (deployment.status !== 'started' && deployment.status !== 'succeeded') return undefined
  const release = keyOf(deployment, source.scope.releases ?? '')
  if (release === undefined) return undefined
  if (releases.some((one) => one.key === release || serviceIn(one, deployment) !== undefined))
    return undefined
  return fileOf(template, release, deployment)
}

/** The service with its version, or the beginning of its commit. */
function keyOf({ service, version, commit }: Deployment, prefix: string): string | undefined {
  const build = version ?? commit?.slice(0, 12)
  if (build === undefined) return undefined
  const key = slugFrom(`${service}-${build}`)
  if (key === undefined || key.startsWith(prefix)) return key
  return slugFrom(`${prefix}${key}`)
}

function fileOf(template: ReleaseTemplate, release: string, deployment: Deployment): ReleaseFile {
  const { version, commit, digest } = deployment
  const build = {
    ...(version !== null && { version: version.replace(/^v(?=\d)/, '') }),
    ...(commit !== null && { commit }),
    ...(digest !== null && { digest }),
  }
  return { ...template, release, services: template.services.map(({ name }) => ({ name, ...build })) }
}
