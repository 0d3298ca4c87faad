import type { Incident } from './incident'

export interface Known {
  incident: Pick<Incident, 'killId' | 'flags' | 'releases' | 'recovery' | 'acknowledged'>
  /** Kills that stand, by flag; undefined where it is not read yet. */
  killsOf: (flag: string) => readonly string[] | undefined
  alerts: readonly {
    endedAt: string | null
    labels: { readonly [name: string]: string }
    matches: readonly { release: string; generation: number }[]
  }[]
  /** The builds that were killed. */
  builds: readonly { name: string; version?: string | undefined }[]
  instances: readonly { service: string; version: string; connected: boolean }[]
}

export interface Precondition {
  isMet: boolean
  what: string
}

/** What should be so before flags serve again what was killed, and whether it is. */
export function beforeRestore(known: Known): Precondition[] {
  return [
    ...helped(known),
    ...acknowledged(known),
    ...alertsOver(known),
    nobodyElse(known),
    ...anotherBuild(known),
  ]
}

function helped({ incident: { recovery } }: Known): Precondition[] {
  const what = {
    pending: 'whether the kill has helped is still being watched',
    recovered: 'the kill has helped: nothing fails any more',
    ineffective: 'the kill has not helped: something else is wrong too',
    unknown: 'nobody was there to tell whether the kill has helped',
  }[recovery.state]
  return [{ isMet: recovery.state === 'recovered', what }]
}

function acknowledged({ incident: { acknowledged: said } }: Known): Precondition[] {
  if (said.total === 0) return []
  const isMet = said.safe >= said.total
  const what = isMet
    ? `every instance has acknowledged the kill`
    : `${said.total - said.safe} of ${said.total} instances have not acknowledged the kill`
  return [{ isMet, what }]
}

function alertsOver({ alerts, incident: { releases } }: Known): Precondition[] {
  const about = alerts.filter(({ matches }) =>
    matches.some(({ release, generation }) =>
      releases.some((one) => one.key === release && one.generation === generation),
    ),
  )
  return about.map(({ endedAt, labels }) => {
    const name = labels['alertname'] ?? 'an alert'
    return {
      isMet: endedAt !== null,
      what: `the alert ${name} ${endedAt === null ? 'still fires' : 'is over'}`,
    }
  })
}

function nobodyElse({ incident: { flags, killId }, killsOf }: Known): Precondition {
  const held = flags.filter((flag) => killsOf(flag)?.some((id) => id !== killId))
  const isMet = held.length === 0
  const what = isMet
    ? 'no other kill stands on these flags'
    : `another kill stands on ${held.join(', ')}: lifting this one does not bring it back`
  return { isMet, what }
}

function anotherBuild({ builds, instances }: Known): Precondition[] {
  return builds.flatMap(({ name, version }) => {
    if (version === undefined) return []
    const here = instances.filter(({ service, connected }) => connected && service === name)
    const others = [...new Set(here.map((one) => one.version))].filter((one) => one !== version)
    return [
      {
        isMet: here.length > 0 && here.every((one) => one.version !== version),
        what:
          others.length === 0
            ? `${name} runs another build than ${version}, which was killed`
            : `${name} runs ${others.join(', ')}; ${version} was killed`,
      },
    ]
  })
}
