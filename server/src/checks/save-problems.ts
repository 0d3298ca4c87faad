import { type Check, isPulled, type Problem } from '@ripcord/model'
import { conditionOf } from './condition.js'

export interface SaveProblemsDeps {
  /** Why an address may not be asked. */
  refuse: (url: string) => Promise<string | undefined>
  hasBackend: (project: string, key: string) => Promise<boolean>
}

/** What would keep checks from ever being asked: told when they are kept, not when they are needed. */
export type SaveProblems = (project: string, checks: readonly Check[]) => Promise<Problem[]>

export function createSaveProblems({ refuse, hasBackend }: SaveProblemsDeps): SaveProblems {
  async function problemsOf(project: string, check: Check, path: string): Promise<Problem[]> {
    if (!isPulled(check)) return []
    const problems: Problem[] = []
    const condition = conditionOf(check)
    if (typeof condition === 'string') problems.push({ path: `${path}/failWhen`, message: condition })
    const { url, backend } = check
    const refusal = url === undefined ? undefined : await refuse(url)
    if (refusal !== undefined) problems.push({ path: `${path}/url`, message: refusal })
    if (backend !== undefined && !(await hasBackend(project, backend))) {
      const message = 'the project has no such backend: make it first (PUT …/backends/{backend})'
      problems.push({ path: `${path}/backend`, message, seen: backend })
    }
    return problems
  }

  return async (project, checks) =>
    (await Promise.all(checks.map((check, i) => problemsOf(project, check, `/checks/${i}`)))).flat()
}
