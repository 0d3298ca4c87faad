import { BREAKER_WINDOW_MS } from './assess-breakers.js'
import { CRASH_WINDOW_MS } from './assess-crashes.js'
import { NO_CONTROL_SHARE, RECENT_MS } from './defaults.js'
import { freezeBaseline } from './frozen-baseline.js'
import { isEvidence } from './is-evidence.js'
import type { GuardMemory, ServiceMemory } from './memory.js'
import { rememberOutcomes } from './remember-outcomes.js'
import type { GuardPlan, OutcomeRow, TickInput } from './types.js'

/** Folds one input into what is remembered. Bake time is not its business: that depends on the decision. */
export function remember(plan: GuardPlan, before: GuardMemory, input: TickInput): GuardMemory {
  const entered = enterStage(plan, afterRestart(plan, before, input), input)
  const outcomes = input.outcomes.filter((row) => isEvidence(plan, row))
  const counted = outcomes.reduce((memory, row) => rememberOutcomes(plan, memory, row), entered)
  const { now } = input
  return {
    ...withPresence(counted, input),
    recent: [
      ...counted.recent.filter(({ at }) => isWithin(at, now, RECENT_MS)),
      ...outcomes.map((row) => ({ at: now, row })),
    ],
    crashes: [
      ...counted.crashes.filter(({ at }) => isWithin(at, now, CRASH_WINDOW_MS)),
      ...input.crashes.map((row) => ({ at: now, row })),
    ],
    breakers: [
      ...counted.breakers.filter(({ at }) => isWithin(at, now, BREAKER_WINDOW_MS)),
      ...input.breakers.map((row) => ({ at: now, ...row })),
    ],
    unverified: counted.unverified && stillUnverified(counted.unverified, outcomes),
    lastTickAt: latestOf(before.lastTickAt, now),
  }
}

function latestOf(before: number | undefined, now: number): number | undefined {
  return now > (before ?? Number.NEGATIVE_INFINITY) ? now : before
}

function isWithin(at: number, now: number, windowMs: number): boolean {
  return at > now - windowMs && at <= now
}

function afterRestart(plan: GuardPlan, memory: GuardMemory, input: TickInput): GuardMemory {
  return input.restarted ? { ...memory, unverified: plan.services } : memory
}

function stillUnverified(
  services: readonly string[],
  outcomes: readonly OutcomeRow[],
): readonly string[] | undefined {
  const silent = services.filter((service) => !outcomes.some((row) => row.service === service))
  return silent.length === 0 ? undefined : silent
}

function enterStage(plan: GuardPlan, memory: GuardMemory, input: TickInput): GuardMemory {
  const share = plan.stages[input.stage]?.share ?? 0
  const isNew = memory.lastTickAt === undefined || memory.stage !== input.stage
  if (!isNew) return memory
  const services = mapServices(memory, (service, name) => ({
    ...service,
    // Frozen once: later there is no control left to measure it by.
    baseline:
      service.baseline ?? (share >= NO_CONTROL_SHARE ? freezeBaseline(plan, name, service) : undefined),
  }))
  return { ...memory, services, stage: input.stage, bakedMs: 0 }
}

function withPresence(memory: GuardMemory, input: TickInput): GuardMemory {
  if (input.presence.length === 0) return memory
  const rows = new Map(input.presence.map((row) => [row.service, row]))
  return {
    ...memory,
    services: mapServices(memory, (service, name) => ({
      ...service,
      presence: rows.get(name) ?? service.presence,
    })),
  }
}

function mapServices(
  memory: GuardMemory,
  map: (service: ServiceMemory, name: string) => ServiceMemory,
): GuardMemory['services'] {
  return Object.fromEntries(
    Object.entries(memory.services).map(([name, service]) => [name, map(service, name)]),
  )
}
