import { operations } from '@ripcord/api'
import { notFound } from '../errors.js'
import { ok } from '../http/answers.js'
import { commandOf } from '../http/command.js'
import { type Route, route } from '../http/route.js'
import type { IncidentNote } from '../storage/storage.js'
import { type Incident, timesOf } from './incident.js'
import type { Incidents } from './index.js'
import { postMortem, timelineOf } from './post-mortem.js'

export interface IncidentsRoutesDeps {
  incidents: Pick<Incidents, 'get' | 'list' | 'notes' | 'note'>
  /** Refuses with 404 where there is none. */
  environmentId: (project: string, environment: string) => Promise<string>
}

interface Named {
  project: string
  environment: string
  kill: string
}

export function incidentsRoutes({ incidents, environmentId }: IncidentsRoutesDeps): Route[] {
  async function read({ project, environment, kill }: Named) {
    const id = await environmentId(project, environment)
    const incident = await incidents.get(id, kill)
    if (incident === undefined) throw notFound('incident', kill, environment)
    return { id, incident, notes: await incidents.notes(id, kill) }
  }

  return [
    route(operations.listIncidents, async ({ params, query }) => {
      const all = await incidents.list(await environmentId(params.project, params.environment))
      const items = all.filter(({ recovery }) => query.state === undefined || recovery.state === query.state)
      return ok({ items: items.slice(0, query.limit).map((incident) => view(incident)) })
    }),
    route(operations.getIncident, async ({ params }) => {
      const { incident, notes } = await read(params)
      return ok({ ...view(incident), timeline: timelineOf(incident, notes), notes: [...notes] })
    }),
    route(operations.noteIncident, async (request) => {
      const { id, incident } = await read(request.params)
      await incidents.note(id, incident.killId, request.body.text, commandOf(request, undefined))
      const notes: IncidentNote[] = await incidents.notes(id, incident.killId)
      return ok({ notes })
    }),
    route(operations.exportIncident, async ({ params }) => {
      const { incident, notes } = await read(params)
      return ok({ markdown: postMortem(incident, notes) })
    }),
  ]
}

function view(incident: Incident) {
  return { ...incident, times: timesOf(incident) }
}
