import { type MonitoringStage, startAlertmanager, startPrometheus } from './monitoring.js'
import type { RipcordApi } from './ripcord-api.js'
import { until } from './until.js'

/** Who sees what SDKs can't count, and tells the guard. */
export type WitnessName = 'alertmanager' | 'prometheus'

export interface Witness {
  /** Says where it runs. */
  detail: string
  /** From when it broke (epoch milliseconds) until the guard is told; undefined where that was not seen. */
  looksOn(brokeAt: number): Promise<Heard | undefined>
}

export interface Heard {
  /** One after the other, from the break on. */
  parts: { what: string; ms: number }[]
  /** Epoch milliseconds: the rest is Ripcord's. */
  at: number
  /** What the rest is. */
  rest: string
}

/** How long it took from the break until everybody was safe, and whose time that was; in seconds. */
export function delayOf(brokeAt: number, safeAt: number, { parts, at, rest }: Heard): string {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`
  const all = [...parts, { what: rest, ms: safeAt - at }].map(({ what, ms }) => `${what} ${seconds(ms)}`)
  return `From the break to safe: ${seconds(safeAt - brokeAt)}. ${all.join('; ')}.`
}

export interface WitnessStage extends MonitoringStage {
  api: RipcordApi
  /** Ripcord's. */
  url: string
  /** Path of the environment in the API. */
  environment: string
  /** Addresses of the services that are scraped. */
  services: readonly string[]
}

export async function callWitness(name: WitnessName, stage: WitnessStage): Promise<Witness> {
  return name === 'alertmanager' ? await callAlertmanager(stage) : await callPrometheus(stage)
}

async function callAlertmanager(stage: WitnessStage): Promise<Witness> {
  const { api, environment, url, services } = stage
  const source = await api.post<{ path: string; secret: string }>(`${environment}/sources`, {
    sender: 'alertmanager',
    name: 'Alertmanager',
  })
  const alertmanager = await startAlertmanager(stage, { url: url + source.path, secret: source.secret })
  const prometheus = await startPrometheus(stage, services, alertmanager)
  return {
    detail: `Prometheus ${prometheus} → Alertmanager ${alertmanager} → Ripcord`,
    async looksOn(brokeAt) {
      const { items } = await until(
        () => api.get<{ items: Episode[] }>(`${environment}/alerts`),
        ({ items }) => items.length > 0,
      )
      // The newest is the first.
      const first = items.at(-1)
      if (first === undefined) return undefined
      const firedAt = Date.parse(first.startsAt)
      const at = Date.parse(first.receivedAt)
      const parts = [
        { what: 'Prometheus', ms: firedAt - brokeAt },
        { what: 'Alertmanager', ms: at - firedAt },
      ]
      return { parts, at, rest: 'Ripcord' }
    },
  }
}

interface Episode {
  startsAt: string
  receivedAt: string
}

async function callPrometheus(stage: WitnessStage): Promise<Witness> {
  const { api, environment, services } = stage
  const prometheus = await startPrometheus(stage, services)
  await api.put('/projects/shop/backends/prometheus', { url: prometheus })
  return {
    detail: `Ripcord asks Prometheus ${prometheus}`,
    async looksOn(brokeAt) {
      const { items } = await until(
        () => api.get<{ items: Watched[] }>(`${environment}/releases/kites-2/checks`),
        // Once it is killed, nothing is watched.
        ({ items }) => items.length === 0 || firstBad(items) !== undefined,
      )
      const at = firstBad(items)
      if (at === undefined) return undefined
      const parts = [{ what: 'Prometheus, to the first bad measurement', ms: at - brokeAt }]
      return { parts, at, rest: 'Ripcord, which asks every 2 s and waits for a second' }
    },
  }
}

function firstBad(watched: readonly Watched[]): number | undefined {
  return watched.flatMap(({ measured }) => measured).find(({ isBad }) => isBad === true)?.at
}

interface Watched {
  measured: { at: number; isBad?: boolean }[]
}
