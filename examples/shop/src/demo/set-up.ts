import type { RipcordApi } from './ripcord-api.js'

export interface DemoProject {
  /** Path of the environment in the API. */
  environment: string
  sdkKey: string
  /** Turns a boolean flag on for a share of the customers. */
  turnOn(flagKey: string, percent: number): Promise<void>
}

/** What an operator does once: a project, an environment, the shop's two flags, a key for its services. */
export async function createProject(api: RipcordApi): Promise<DemoProject> {
  await api.post('/projects', { key: 'shop', name: 'Shop' })
  await api.post('/projects/shop/environments', { key: 'live', name: 'Live' })
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
      live: { enabled: true, offVariant: 'strict', default: { type: 'variant', variant: 'usual' } },
    },
  })
  const environment = '/projects/shop/environments/live'
  const { key } = await api.post<{ key: string }>(`${environment}/keys`, { kind: 'server', name: 'shop' })
  return {
    environment,
    sdkKey: key,
    async turnOn(flagKey, percent) {
      await api.patch(`${environment}/flags/${flagKey}`, {
        enabled: true,
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
