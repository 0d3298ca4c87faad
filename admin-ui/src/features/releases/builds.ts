import { plural } from '../../lib/format'

interface Instance {
  service: string
  version: string
  connected: boolean
  /** The last change of the environment that it has applied. */
  applied: number
  lag: number
}

interface Placed {
  services: readonly { name: string; version?: string | undefined }[]
  /** Of the last change of the release. */
  revision: number
}

/** Instances of the release's services that are there now. */
export function instancesOf<I extends Instance>({ services }: Placed, instances: readonly I[]): I[] {
  return instances.filter(
    ({ service, connected }) => connected && services.some(({ name }) => name === service),
  )
}

/** A change that no SDK sees raises the release's revision alone: who lags behind nothing has applied it as well. */
export function hasApplied({ applied, lag }: Instance, { revision }: Placed): boolean {
  return lag === 0 || applied >= revision
}

/** Each service with how many instances run the build that goes out, and what the others run. */
export function builds({ services }: Placed, instances: readonly Instance[]): string[] {
  return services.map(({ name, version }) => {
    const here = instances.filter(({ service, connected }) => connected && service === name)
    if (here.length === 0) return `No instance of ${name} is connected.`
    if (version === undefined) return `${name} on ${plural(here.length, 'instance')}, whatever its version.`
    const others = here.filter((one) => one.version !== version)
    const sentence = `${name} ${version} on ${here.length - others.length} of ${here.length}`
    if (others.length === 0) return `${sentence}.`
    const seen = [...new Set(others.map((one) => one.version))].join(', ')
    return `${sentence}; ${others.length === 1 ? 'one still runs' : `${others.length} still run`} ${seen}.`
  })
}
