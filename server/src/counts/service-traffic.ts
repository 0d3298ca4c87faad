import type { Traffic } from '@ripcord/sync'
import { RecentTraffic } from './recent-traffic.js'

/** Services that are followed in one environment. */
const mostServices = 2_000

/** What requests of all services came to, by environment. */
export class ServiceTraffic {
  readonly #services = new Map<string, Map<string, RecentTraffic>>()

  note(environmentId: string, service: string, traffic: Traffic, now: number): void {
    const services = this.#services.get(environmentId) ?? new Map<string, RecentTraffic>()
    this.#services.set(environmentId, services)
    const known = services.get(service)
    if (known !== undefined) return known.add(traffic, now)
    if (services.size >= mostServices) return
    const fresh = new RecentTraffic()
    services.set(service, fresh)
    fresh.add(traffic, now)
  }

  of(environmentId: string, service: string): RecentTraffic | undefined {
    return this.#services.get(environmentId)?.get(service)
  }

  names(environmentId: string): string[] {
    return [...(this.#services.get(environmentId)?.keys() ?? [])]
  }

  forget(now: number): void {
    for (const services of this.#services.values())
      for (const [service, traffic] of services) {
        traffic.forget(now)
        if (traffic.isEmpty) services.delete(service)
      }
  }
}
