import { type Check, isPulled, type PulledCheck, serviceNamesIn } from './check.js'
import { durationMs } from './duration.js'
import { limits } from './limits.js'
import type { Problem } from './problem.js'
import { quoted } from './quoted.js'
import { twice } from './twice.js'

/** What is wrong with the checks of a release, or of a service. What they ask in a language is judged where it is spoken. */
export function checkProblems(checks: readonly Check[]): Problem[] {
  const outcomes = checks.flatMap(({ type }, i) => (type === 'sdk-outcomes' ? [i] : []))
  const more = outcomes.slice(1).map((i): Problem => {
    return { path: `/checks/${i}`, message: 'asks the same as another check: one sdk-outcomes is enough' }
  })
  const pulled = checks.flatMap((check, i) => (isPulled(check) ? pulledProblems(check, `/checks/${i}`) : []))
  const ids = checks.map(({ id }) => id)
  return [...pulled, ...more, ...twice(ids, (i) => `/checks/${i}/id`)]
}

function pulledProblems(check: PulledCheck, path: string): Problem[] {
  const problems: Problem[] = []
  if ((check.backend === undefined) === (check.url === undefined))
    problems.push({ path, message: 'expected either a `backend` of the project or a `url`' })
  const interval = durationMs(check.interval) ?? 0
  if (interval < limits.checkIntervalMs.least || interval > limits.checkIntervalMs.most)
    problems.push({
      path: `${path}/interval`,
      message: 'expected an interval from 1s to 1h',
      seen: check.interval,
    })
  const timeout = durationMs(check.timeout ?? '0s') ?? 0
  if (timeout > interval / 2)
    problems.push({
      path: `${path}/timeout`,
      message: 'expected at most half of the interval',
      seen: check.timeout ?? '',
    })
  return problems
}

interface NamedService {
  readonly name: string
  readonly version?: string | undefined
}

/** What is wrong with how a release's checks speak of its services. */
export function placeholderProblems(checks: readonly Check[], services: readonly NamedService[]): Problem[] {
  return checks.flatMap((check, i) => {
    if (!isPulled(check)) return []
    const message = placeholderProblem(check, services)
    return message === undefined ? [] : [{ path: `/checks/${i}`, message }]
  })
}

function placeholderProblem(check: PulledCheck, services: readonly NamedService[]): string | undefined {
  const named = serviceNamesIn(check)
  const meant = serviceOf(check, services)
  if (check.service !== undefined && meant === undefined)
    return `its service ${quoted(check.service)} is none of the release's: expected one of ${services.map(({ name }) => name).join(', ')}`
  if (named.length > 0 && meant === undefined)
    return `$${named[0]} stands for one service, and the release has ${services.length}: say which one with \`service\``
  if (named.includes('version') && meant?.version === undefined)
    return `$version stands for nothing: the release names no version of ${meant?.name}`
  return undefined
}

/** Whom `$service` stands for; undefined where it can't be said. */
export function serviceOf<S extends NamedService>(
  { service }: Pick<PulledCheck, 'service'>,
  services: readonly S[],
): S | undefined {
  if (service !== undefined) return services.find(({ name }) => name === service)
  return services.length === 1 ? services[0] : undefined
}
