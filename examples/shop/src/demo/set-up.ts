import type { RipcordApi } from './ripcord-api.js'

export interface DemoProject {
  /** Path of the environment in the API. */
  environment: string
  sdkKey: string
  /** Turns a boolean flag on for a share of the customers. */
  turnOn(flagKey: string, percent: number): Promise<void>
}

/** What an operator does once: a project (it has a production environment), two flags, a key for the services. */
export async function createProject(api: RipcordApi): Promise<DemoProject> {
  await api.post('/projects', { key: 'shop', name: 'Shop' })
  await api.post('/projects/shop/flags', {
    key: 'new-checkout',
    name: 'New checkout',
    type: 'boolean',
    variants: { on: true, off: false },
    // It starts disabled in every environment, with `off` as the safe variant.
  })
  await api.post('/projects/shop/flags', {
    key: 'fraud-limit-cents',
    name: 'Orders above this are refused',
    type: 'number',
    kind: 'operational',
    variants: { usual: 50_000, strict: 10_000 },
    environments: {
      production: { enabled: true, offVariant: 'strict', default: { type: 'variant', variant: 'usual' } },
    },
  })
  const environment = '/projects/shop/environments/production'
  const { key } = await api.post<{ key: string }>(`${environment}/keys`, { kind: 'server', name: 'shop' })
  return {
    environment,
    sdkKey: key,
    async turnOn(flagKey, percent) {
      const path = `${environment}/flags/${flagKey}`
      const { revision } = await api.get<{ revision: number }>(path)
      await api.patch(path, revision, {
        enabled: true,
        reason: `to ${percent} % of the customers`,
        default: {
          type: 'split',
          weights: [
            { variant: 'on', weight: percent },
            { variant: 'off', weight: 100 - percent },
          ],
        },
      })
    },
  }
}
