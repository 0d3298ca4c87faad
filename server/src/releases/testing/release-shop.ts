import type { ApiClient } from '@ripcord/api'
import { openApp } from '../../testing/open-app.js'

export const project = 'default'
export const place = { project, environment: 'production' }
export const release = 'checkout-1'
export const at = { ...place, release }

/** A file of a release of the flags `a` and `b`, as far as it is not said otherwise. */
export function fileOf(more: object = {}) {
  const flags = ['a', 'b'].map((key) => ({ key, outgoing: 'on' }))
  return { services: [{ name: 'checkout' }], flags, ...more }
}

/** A server whose project has some enabled flags in production that serve `off` by default. */
export async function openReleaseShop(...flags: string[]) {
  const app = await openApp()
  for (const key of flags) await createFlag(app.api, key)
  const served = async (flag: string, targetingKey = 'somebody') => {
    const { items } = await app.api.evaluateFlags({
      params: place,
      body: { flags: [flag], context: { targetingKey } },
    })
    const resolution = items[0]?.resolution
    return resolution !== undefined && 'variant' in resolution ? resolution.variant : undefined
  }
  const settings = (flag: string) => app.api.getFlagSettings({ params: { ...place, flag } })
  return { ...app, served, settings }
}

export async function createFlag(api: ApiClient, key: string, settings: object = {}) {
  const variants = { on: true, off: false, other: true }
  const production = { enabled: true, ...settings }
  await api.createFlag({
    params: { project },
    body: { key, name: key, type: 'boolean', variants, environments: { production } },
  })
}

/** Brings a release of `a` and `b` into its first stage. */
export async function startRelease(api: ApiClient, more: object = {}, start: { confirm?: string[] } = {}) {
  await api.applyRelease({ params: at, body: fileOf(more) })
  return api.startRelease({ params: at, body: start })
}
