import { checkProblems, placeholderProblems } from './check-problems.js'
import { durationMs } from './duration.js'
import { limits } from './limits.js'
import type { Problem } from './problem.js'
import type { ReleaseDefinition, ReleaseFile } from './release-file.js'
import { twice } from './twice.js'

/** What is wrong with a release's file beyond its schema; paths lead into the file. */
export function releaseProblems(file: ReleaseFile, { stages }: ReleaseDefinition): Problem[] {
  return [
    ...strategyProblems(file),
    ...stageProblems(stages),
    ...twice(
      file.flags.map(({ key }) => key),
      (i) => `/flags/${i}/key`,
    ),
    ...twice(
      file.services.map(({ name }) => name),
      (i) => `/services/${i}/name`,
    ),
    ...checkProblems(file.checks ?? []),
    ...placeholderProblems(file.checks ?? [], file.services),
    ...policyProblems(file.policy),
  ]
}

function strategyProblems({ strategy, stages, preview, keepControl }: ReleaseFile): Problem[] {
  const problems: Problem[] = []
  if (strategy === 'stages' && stages === undefined)
    problems.push({ path: '/stages', message: 'is missing: the strategy `stages` has none by itself' })
  if (stages !== undefined && strategy !== undefined && strategy !== 'stages') {
    const message = `the strategy ${strategy} has stages of its own: leave out one of the two`
    problems.push({ path: '/stages', message })
  }
  if (preview !== undefined && strategy !== 'blue-green')
    problems.push({ path: '/preview', message: 'only the strategy blue-green has a preview: leave it out' })
  const isCanary = strategy === 'canary' || (strategy === undefined && stages === undefined)
  if (keepControl !== undefined && !isCanary)
    problems.push({ path: '/keepControl', message: 'only the strategy canary keeps a control: leave it out' })
  return problems
}

function stageProblems(stages: ReleaseDefinition['stages']): Problem[] {
  const problems = stages.flatMap(({ share, bakeTime }, i): Problem[] => {
    const before = stages[i - 1]?.share ?? 0
    const found: Problem[] = []
    if (i > 0 && share <= before) {
      const message = `stage ${i + 1} has a share of ${share} after ${before}: a release only grows, abort is the way back`
      found.push({ path: `/stages/${i}/share`, message, seen: share })
    }
    if ((durationMs(bakeTime) ?? 0) > limits.bakeMs)
      found.push({ path: `/stages/${i}/bakeTime`, message: 'expected at most 30d', seen: bakeTime })
    return found
  })
  const last = stages.at(-1)
  if (last === undefined || last.share > 0) return problems
  const message = 'the last stage serves nobody: expected a share above 0'
  return [...problems, { path: `/stages/${stages.length - 1}/share`, message, seen: last.share }]
}

function policyProblems({ killAlpha, holdAlpha, warnAlpha }: ReleaseFile['policy']): Problem[] {
  if (killAlpha <= holdAlpha && holdAlpha <= warnAlpha) return []
  const message = `expected killAlpha ≤ holdAlpha ≤ warnAlpha, saw ${killAlpha}, ${holdAlpha}, ${warnAlpha}`
  return [{ path: '/policy', message }]
}
