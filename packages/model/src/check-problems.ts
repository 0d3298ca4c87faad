import { type Check, isPulled, type PulledCheck } from './check.js'
import { durationMs } from './duration.js'
import { limits } from './limits.js'
import type { Problem } from './problem.js'
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
