import { type Check, isPulled, limits, serviceNamesIn } from '@ripcord/model'

/** A service with the checks that it has by now. */
export interface WatchedService {
  readonly name: string
  readonly checks: readonly Check[]
}

/**
 * What a release watches that has no checks of its own: those of its services. Outcomes are asked once for all; of the
 * others each stands, the same one once, and those of one id under ids of their own.
 */
export function watchesOfServices(services: readonly WatchedService[]): Check[] {
  const found: Check[] = []
  for (const { name, checks } of services) for (const check of checks) add(found, saysWhose(check, name))
  return found
}

function add(found: Check[], check: Check): void {
  if (check.type === 'sdk-outcomes' && found.some(({ type }) => type === check.type)) return
  const text = JSON.stringify(check)
  let one = check
  for (let n = 2; found.some(({ id }) => id === one.id); n++) {
    if (found.some((other) => other.id === one.id && JSON.stringify({ ...other, id: check.id }) === text))
      return
    const ending = `~${n}`
    one = { ...check, id: check.id.slice(0, limits.keyLength - ending.length) + ending }
  }
  found.push(one)
}

/** The placeholders of a service's check stand for that service. */
function saysWhose(check: Check, service: string): Check {
  return isPulled(check) && serviceNamesIn(check).length > 0 ? { ...check, service } : check
}
