import { type ApiOptions, apiOf, asked } from './ask-api.js'
import { type Terminal, tell } from './terminal.js'

export interface IncidentOptions extends ApiOptions {
  /** The newest where left out. */
  kill: string | undefined
  project: string
  in: string
}

/** `ripcord incident`: what came of a kill, and what to do where it has not helped. */
export async function runIncident(options: IncidentOptions, terminal: Terminal): Promise<void> {
  const { project, in: environment } = options
  const api = apiOf(options)
  const place = { project, environment }
  const incident = await asked(options, options.kill ?? environment, async () => {
    const kill =
      options.kill ?? (await api.listIncidents({ params: place, query: { limit: 1 } })).items[0]?.killId
    return kill === undefined ? undefined : await api.getIncident({ params: { ...place, kill } })
  })
  if (incident === undefined)
    return tell(terminal, options.json, {}, [`Nothing was killed in ${environment}.`])
  const { killId, flags, releases, recovery, acknowledged, offer, timeline } = incident
  const what = releases.length > 0 ? `release ${releases.map(({ key }) => key).join(', ')}` : flags.join(', ')
  const take =
    offer && `ripcord release kill ${offer.release} --project ${project} --environment ${environment}`
  const result = { killId, flags, releases, recovery, acknowledged, offer, take }
  tell(terminal, options.json, result, [
    `${what} in ${environment}: kill ${killId}`,
    `${recovery.state}: ${recovery.because}`,
    `${acknowledged.safe} of ${acknowledged.total} instances are safe`,
    ...timeline.map(({ at, what: happened }) => `  ${at}  ${happened}`),
    ...(offer === null ? [] : [offer.because, 'To kill it:', `  ${take} --reason "…"`]),
  ])
}
