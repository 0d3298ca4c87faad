import { compileRuleset, type EvaluationContext, type Explanation, explain } from '@ripcord/evaluator'
import type { Revision } from '@ripcord/model'
import type { Clock } from '../clock.js'
import type { RulesetAt } from './ruleset-at.js'

export interface EvaluateRequest {
  flags: string[]
  context: EvaluationContext
  /** The present one where left out. */
  revision?: Revision | undefined
  /** RFC 3339; what counts as the present, which is what the clock says where left out. */
  now?: string | undefined
}

export interface EvaluateAnswer {
  revision: Revision
  items: Explanation[]
}

/**
 * Evaluates flags as an SDK of the environment would, at any revision, and says why. Nothing is counted.
 *
 * @throws RefusedError `not-found` (project, environment), `invalid` (a revision that is not there yet)
 */
export type EvaluateFlags = (
  project: string,
  environment: string,
  request: EvaluateRequest,
) => Promise<EvaluateAnswer>

export function createEvaluateFlags(rulesetAt: RulesetAt, clock: Pick<Clock, 'now'>): EvaluateFlags {
  return async (project, environment, { flags, context, revision, now }) => {
    const at = await rulesetAt(project, environment, revision)
    const present = now === undefined ? clock.now().getTime() : Date.parse(now)
    const ruleset = compileRuleset(at.input, { now: () => present })
    return { revision: at.revision, items: flags.map((flag) => explain(ruleset, flag, context)) }
  }
}
