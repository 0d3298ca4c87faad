export { defaultLimits } from './defaults.js'
export { type HeartbeatNow, judgeHeartbeat } from './judge-heartbeat.js'
export {
  isUnknown,
  judgePulled,
  measurementsLookedAt,
  type PulledNow,
  type PulledRules,
} from './judge-pulled.js'
export { compileMatchers, type Labels, type MatchedFor, refuseMatcher, wantedLabels } from './matchers.js'
export { freshMemory, type GuardMemory, MEMORY_VERSION } from './memory.js'
export { wilsonLower, wilsonUpper, Z_99 } from './stats/wilson.js'
export { tick } from './tick.js'
export {
  type Action,
  type ArmCounts,
  type Assessment,
  type BreakerRow,
  type CheckRow,
  type CrashRow,
  type GuardDecision,
  type GuardLimits,
  type GuardPlan,
  type GuardStage,
  type HoldReason,
  type Outcome,
  type OutcomeRow,
  type PresenceRow,
  type RateBefore,
  type TickInput,
} from './types.js'
