import { operations } from '@ripcord/api'
import { notFound } from '../errors.js'
import { ok } from '../http/answers.js'
import { commandOf } from '../http/command.js'
import { type Route, route } from '../http/route.js'
import type { AutomaticKill, IncidentNote, KillLabel } from '../storage/storage.js'
import { type AutomaticKills, precisionByCheck, precisionOf } from './automatic-kills.js'
import { type Incident, timesOf } from './incident.js'
import type { Incidents } from './index.js'
import type { ReadMoments } from './moments.js'
import type { Offer } from './offer.js'
import { postMortem, timelineOf } from './post-mortem.js'

export interface IncidentsRoutesDeps {
  incidents: Pick<Incidents, 'get' | 'list' | 'offer' | 'notes' | 'note'>
  automatic: AutomaticKills
  moments: ReadMoments
  /** Refuses with 404 where there is none. */
  environmentId: (project: string, environment: string) => Promise<string>
}

interface Named {
  project: string
  environment: string
  kill: string
}

export function incidentsRoutes({
  incidents,
  automatic,
  moments,
  environmentId,
}: IncidentsRoutesDeps): Route[] {
  async function read({ project, environment, kill }: Named) {
    const id = await environmentId(project, environment)
    const incident = await incidents.get(id, kill)
    if (incident === undefined) throw notFound('incident', kill, environment)
    const label = (await automatic.get(id, kill))?.label ?? null
    return { id, incident, label, notes: await incidents.notes(id, kill) }
  }

  return [
    route(operations.listIncidents, async ({ params, query }) => {
      const id = await environmentId(params.project, params.environment)
      const all = await incidents.list(id)
      const labels = new Map((await automatic.list(id)).map(({ id, label }) => [id, label]))
      const items = all.filter(({ recovery }) => query.state === undefined || recovery.state === query.state)
      const shown = items.slice(0, query.limit).map(async (incident) => {
        const label = labels.get(incident.killId) ?? null
        return view(incident, label, await incidents.offer(id, incident))
      })
      return ok({ items: await Promise.all(shown) })
    }),
    route(operations.getIncident, async ({ params }) => {
      const { id, incident, notes, label } = await read(params)
      const offer = await incidents.offer(id, incident)
      const timeline = timelineOf(incident, notes, await moments(id, incident))
      return ok({ ...view(incident, label, offer), timeline, notes: [...notes] })
    }),
    route(operations.noteIncident, async (request) => {
      const { id, incident } = await read(request.params)
      await incidents.note(id, incident.killId, request.body.text, commandOf(request, undefined))
      const notes: IncidentNote[] = await incidents.notes(id, incident.killId)
      return ok({ notes })
    }),
    route(operations.listAutomaticKills, async ({ params }) => {
      const all = await automatic.list(await environmentId(params.project, params.environment))
      return ok({ items: all.map(shown), ...precisionOf(all), checks: precisionByCheck(all) })
    }),
    route(operations.labelAutomaticKill, async (request) => {
      const { project, environment, id } = request.params
      const { verdict, reason = '' } = request.body
      const where = await environmentId(project, environment)
      return ok(shown(await automatic.label(where, id, { verdict, reason }, commandOf(request, undefined))))
    }),
    route(operations.exportIncident, async ({ params }) => {
      const { id, incident, notes, label } = await read(params)
      return ok({ markdown: postMortem(incident, notes, label, await moments(id, incident)) })
    }),
  ]
}

function view(incident: Incident, label: KillLabel | null, offer: Offer | null) {
  return { ...incident, offer, label, times: timesOf(incident) }
}

function shown({ environmentId: _environmentId, ...kill }: AutomaticKill) {
  return kill
}
