import type { GuardPlan, RateBefore } from '@ripcord/guard'
import { durationMs, namedSlowAfterMs, type Release, slowAfterMsOf } from '@ripcord/model'

/** What a run of a release asks of the guard. `before`: what was known of its services before the start. */
export function guardPlanOf(release: Release, before: Readonly<Record<string, RateBefore>>): GuardPlan {
  const { key, generation, services, stages, policy } = release
  const { killAlpha, holdAlpha, warnAlpha, baselineFloor } = policy
  return {
    release: key,
    generation,
    services: services.map(({ name }) => name),
    stages: stages.map(({ share, bakeTime, minSamples, advance }) => ({
      share,
      bakeTimeMs: durationMs(bakeTime) ?? 0,
      minSamples,
      advance,
    })),
    watchesSlow: slowAfterMsOf(release) !== undefined,
    slowIsMeasured: namedSlowAfterMs(release) === undefined,
    limits: { killAlpha, holdAlpha, warnAlpha, baselineFloor },
    before,
  }
}
