import type { Incident } from './incident.js'
import { type MonitoringStage, startAlertmanager, startPrometheus } from './monitoring.js'
import type { RipcordApi } from './ripcord-api.js'

/** Who sees what SDKs can't count, and tells the guard. */
export type WitnessName = 'alertmanager' | 'prometheus'

export interface Witness {
  /** Says where it runs. */
  detail: string
  /** What the guard was told, and when; undefined where that is not known. */
  told(incident: Incident, brokeAt: number): Promise<Told | undefined>
}

/** Times are epoch milliseconds. */
export interface Told {
  /** One after the other, from the break on. */
  parts: { what: string; ms: number }[]
  /** From then on it is Ripcord's time. */
  at: number
  /** What the rest is. */
  rest: string
}

/** How long it took from the break until everybody was safe, and whose time that was; in seconds. */
export function delayOf(brokeAt: number, safeAt: number, { parts, at, rest }: Told): string {
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
    async told(_incident, brokeAt) {
      const { items } = await api.get<{ items: Episode[] }>(`${environment}/alerts`)
      // The newest is the first.
      const alert = items.at(-1)
      if (alert === undefined) return undefined
      const firedAt = Date.parse(alert.startsAt)
      const at = Date.parse(alert.receivedAt)
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
  const prometheus = await startPrometheus(stage, stage.services)
  await stage.api.put('/projects/shop/backends/prometheus', { url: prometheus })
  return {
    detail: `Ripcord asks Prometheus ${prometheus}`,
    async told({ before }, brokeAt) {
      if (before.firstBadAt === null) return undefined
      const at = Date.parse(before.firstBadAt)
      const parts = [{ what: 'Prometheus, until it answers so', ms: at - brokeAt }]
      return { parts, at, rest: 'Ripcord, which asks every 2 s and waits for a second such answer' }
    },
  }
}
