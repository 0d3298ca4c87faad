import { operations } from '@ripcord/api'
import { created, ok } from '../http/answers.js'
import { type Route, route } from '../http/route.js'
import type { Demo } from './index.js'

export function demoRoutes(demo: Demo): Route[] {
  return [
    route(operations.readDemo, async () => ok(await demo.read())),
    route(operations.startDemo, async ({ actor, requestId }) =>
      created(await demo.start({ actor, requestId })),
    ),
    route(operations.breakDemo, async () => ok(await demo.break())),
    route(operations.mendDemo, async ({ actor, requestId }) => ok(await demo.mend({ actor, requestId }))),
    route(operations.endDemo, async ({ actor, requestId }) => ok(await demo.end({ actor, requestId }))),
  ]
}
