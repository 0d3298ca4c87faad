import type { RipcordApi } from './ripcord-api.js'

export interface DemoProject {
  /** Path of the environment in the API. */
  environment: string
  sdkKey: string
}

const environment = '/projects/shop/environments/production'

/** What an operator does once: a project (it has a production environment), three flags, a key for the services. */
export async function createProject(api: RipcordApi): Promise<DemoProject> {
  await api.post('/projects', { key: 'shop', name: 'Shop' })
  for (const [key, name] of [
    ['new-checkout', 'New checkout'],
    ['new-ledger', 'New ledger'],
  ])
    await api.post('/projects/shop/flags', {
      key,
      name,
      type: 'boolean',
      variants: { on: true, off: false },
      environments: {
        production: { enabled: true, offVariant: 'off', default: { type: 'variant', variant: 'off' } },
      },
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
  return { environment, sdkKey: await createKey(api) }
}

/** The same where it is there already: with a key of its own. */
export async function openProject(api: RipcordApi): Promise<DemoProject> {
  const { items } = await api.get<{ items: { key: string }[] }>('/projects')
  if (!items.some(({ key }) => key === 'shop')) return await createProject(api)
  return { environment, sdkKey: await createKey(api) }
}

async function createKey(api: RipcordApi): Promise<string> {
  const { key } = await api.post<{ key: string }>(`${environment}/keys`, { kind: 'server', name: 'shop' })
  return key
}
