import type { Deployment, IntakeSource } from '../storage/storage.js'

/** Later than this, a delivery tells of the past. */
const lateMs = 3_600_000

export interface Weighed {
  /** Whether anything may follow from it. */
  mayAct: boolean
  /** Whether it says what its service runs in this environment. */
  counts: boolean
  /** Since when it holds, epoch milliseconds. */
  since: number
  /** Why little or nothing comes of it: sentences. */
  warnings: string[]
}

/** Whether what a delivery says is of here and now. Pure. */
export function weigh(
  deployment: Deployment,
  source: Pick<IntakeSource, 'environment' | 'deployments'>,
  now: number,
): Weighed {
  const warnings = [
    ...otherPlace(deployment, source),
    ...(deployment.service === null
      ? ['It names no service: map the label "service" of its source to where it stands.']
      : []),
    ...late(deployment, now),
  ]
  const mayAct = warnings.length === 0
  const isSettled = deployment.status !== 'started' && deployment.status !== 'other'
  return { mayAct, counts: mayAct && isSettled, since: Math.min(deployment.at ?? now, now), warnings }
}

function otherPlace(
  { environment, status }: Deployment,
  source: Pick<IntakeSource, 'environment' | 'deployments'>,
): string[] {
  const given = source.deployments?.environments ?? []
  const names = given.length > 0 ? given : [source.environment]
  const known = names.map((name) => JSON.stringify(name)).join(', ')
  // What is on its way is out nowhere yet.
  if (environment === null && status === 'started') return []
  if (environment === null)
    return [
      `It names no environment, and its source is of ${known}: map the label "environment" to where it stands.`,
    ]
  if (names.some((name) => name.toLowerCase() === environment.toLowerCase())) return []
  return [`It is of the environment ${JSON.stringify(environment)}, and its source is of ${known}.`]
}

function late({ at }: Deployment, now: number): string[] {
  if (at === null || now - at <= lateMs) return []
  const minutes = Math.round((now - at) / 60_000)
  return [`It was received ${minutes} minutes after it happened: it tells of the past.`]
}
