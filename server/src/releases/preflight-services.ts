import type { Release } from '@ripcord/model'
import type { ConnectedInstance, Finding, Preflight } from './releases-service.js'

type ServiceFindings = Pick<Preflight, 'refusals' | 'holds' | 'shows'>

/** The builds that are connected against those that the release names. */
export function serviceFindings(
  services: Release['services'],
  instances: readonly ConnectedInstance[],
): ServiceFindings {
  const found: ServiceFindings = { refusals: [], holds: [], shows: [] }
  for (const { name, version } of services) {
    const connected = instances.filter((one) => one.connected && one.service === name)
    const others = connected.filter((one) => one.version !== version)
    if (version !== undefined && others.length === connected.length)
      found.refusals.push(unknownVersion(name, version, connected))
    else if (version !== undefined && others.length > 0)
      found.holds.push({ code: 'versions', message: stillRun(name, connected, others), service: name })
    if (version === undefined && connected.length === 0)
      found.shows.push({
        code: 'not-connected',
        message: `No instance of ${name} is connected: nothing would be measured.`,
        service: name,
      })
  }
  return found
}

function unknownVersion(name: string, version: string, connected: readonly ConnectedInstance[]): Finding {
  const seen =
    connected.length === 0 ? 'none is connected' : `${connected.length} run ${versionsOf(connected)}`
  return {
    code: 'unknown-version',
    message: `No connected instance of ${name} runs ${version} (${seen}): deploy it first, or correct the version.`,
    service: name,
  }
}

/** As people say it: `3 of 42 of payments still run 1.9.4.` */
function stillRun(
  name: string,
  connected: readonly ConnectedInstance[],
  others: readonly ConnectedInstance[],
): string {
  return `${others.length} of ${connected.length} of ${name} still run ${versionsOf(others)}.`
}

function versionsOf(instances: readonly ConnectedInstance[]): string {
  return [...new Set(instances.map(({ version }) => version))].sort().slice(0, 5).join(', ')
}
