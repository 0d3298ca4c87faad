import type { Json } from '@ripcord/model'
import type { StoredIncident } from '../storage/storage.js'
import type { Incident } from './incident.js'

export function stored(environmentId: string, incident: Incident, settled: boolean): StoredIncident {
  const { killId, openedAt } = incident
  // Incidents are plain JSON.
  return { environmentId, killId, openedAt, settled, body: incident as unknown as Json }
}

export function incidentIn({ body }: StoredIncident): Incident {
  // Older ones know of no services.
  const { services = [], ...incident } = body as unknown as Omit<Incident, 'services'> & Partial<Incident>
  return { ...incident, services }
}
