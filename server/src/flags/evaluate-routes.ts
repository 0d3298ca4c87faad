import { operations } from '@ripcord/api'
import { ok } from '../http/answers.js'
import { type Route, route } from '../http/route.js'
import type { EvaluateFlags } from './evaluate-flags.js'

export function evaluateRoutes(evaluateFlags: EvaluateFlags): Route[] {
  return [
    route(operations.evaluateFlags, async ({ params, body }) =>
      ok(await evaluateFlags(params.project, params.environment, body)),
    ),
  ]
}
