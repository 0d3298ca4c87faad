import { operations } from '@ripcord/api'
import type { Clock } from '../clock.js'
import { ok } from '../http/answers.js'
import { type Route, route } from '../http/route.js'
import { createEvaluateFlags } from './evaluate-flags.js'
import { neededBy } from './needed-by.js'
import { createRulesetAt, type RulesetAtDeps } from './ruleset-at.js'

export function evaluateRoutes({ clock, ...deps }: RulesetAtDeps & { clock: Pick<Clock, 'now'> }): Route[] {
  const rulesetAt = createRulesetAt(deps)
  const evaluateFlags = createEvaluateFlags(rulesetAt, clock)
  return [
    route(operations.evaluateFlags, async ({ params, body }) =>
      ok(await evaluateFlags(params.project, params.environment, body)),
    ),
    route(operations.readRuleset, async ({ params, query }) => {
      const { revision, input } = await rulesetAt(params.project, params.environment, query.revision)
      return ok({ revision, entities: neededBy(params.flag, input) })
    }),
  ]
}
