import type { Json, Kill } from '@ripcord/model'
import { canonicalJson } from '@ripcord/model/plain'
import { buildEvaluate, type Evaluate } from './backend/build-evaluate.js'
import type { Links } from './backend/links.js'
import type { Drafted } from './draft.js'
import { servedBy } from './kills.js'
import type { FlagPlan } from './plan.js'
import { flagTypeOf, frozenJson } from './reading/json.js'
import { describeProblems } from './reading/problem.js'
import { answersOf, callerDefaultResolution, errorResolution, variantResolution } from './resolutions.js'
import type { CompiledFlag, Decider, FlagMetadata, Resolution } from './types.js'

/** What stands above a flag's own definition. */
export interface Standing {
  readonly kill: Kill | undefined
  readonly override: Json | undefined
  /** Why what it refers to can't be used. */
  readonly fault: string | undefined
  readonly isBlind: boolean
}

/** A compiled flag with what it was made of. */
export interface LinkedFlag extends CompiledFlag {
  /** Undefined where no such flag was sent: then a kill or an override names it. */
  readonly drafted: Drafted<FlagPlan> | undefined
  readonly standing: Standing
}

/** The flag as it answers, or undefined where there is nothing by that key: not sent, not killed, not overridden. */
export function linkFlag(
  key: string,
  drafted: Drafted<FlagPlan> | undefined,
  standing: Standing,
  links: Links,
): LinkedFlag | undefined {
  const quarantined = quarantineOf(drafted, standing.fault)
  const plan = quarantined === undefined ? drafted?.plan : undefined
  const made = decide(key, plan, quarantined, standing, links)
  if (made === undefined) return undefined
  const { decider, type, answer } = made
  const isConstant = typeof answer !== 'function'
  return {
    key,
    type,
    constant: isConstant ? answer : undefined,
    evaluate: isConstant ? () => answer : answer,
    quarantined,
    decider,
    release: decider === 'targeting' ? plan?.release : undefined,
    drafted,
    standing,
  }
}

function quarantineOf(drafted: Drafted<FlagPlan> | undefined, fault: string | undefined): string | undefined {
  if (drafted === undefined) return undefined
  return drafted.isBroken ? describeProblems(drafted.problems) : fault
}

interface Decided {
  readonly decider: Decider
  readonly type: CompiledFlag['type']
  readonly answer: Resolution | Evaluate
}

function decide(
  key: string,
  plan: FlagPlan | undefined,
  quarantined: string | undefined,
  standing: Standing,
  links: Links,
): Decided | undefined {
  if (standing.kill !== undefined) return killed(key, plan, standing.kill)
  const override = standing.override === undefined ? undefined : frozenJson(standing.override)
  if (override !== undefined) return overridden(plan, override)
  if (quarantined !== undefined) {
    const answer = errorResolution('PARSE_ERROR', `the flag is quarantined: ${quarantined}`)
    return { decider: 'quarantine', type: undefined, answer }
  }
  if (plan === undefined) return undefined
  const { type } = plan
  const answers = answersOf(plan)
  if (standing.isBlind) return { decider: 'blind', type, answer: answers.off('STALE') }
  if (!plan.enabled) return { decider: 'disabled', type, answer: answers.off('DISABLED') }
  return { decider: 'targeting', type, answer: buildEvaluate(plan, links, answers) }
}

function killed(key: string, plan: FlagPlan | undefined, kill: Kill): Decided {
  const killId = typeof kill.killId === 'string' ? kill.killId : ''
  const metadata = Object.freeze({ ...plan?.metadata, killed: true, killId })
  const served = servedBy(kill, key)
  const value = served?.type === 'variant' ? frozenJson(served.value) : undefined
  if (served?.type !== 'variant' || value === undefined || typeof served.variant !== 'string')
    return { decider: 'kill', type: plan?.type, answer: callerDefaultResolution('DISABLED', metadata) }
  const isOfType = plan !== undefined && plan.type === flagTypeOf(value)
  const answer = variantResolution(served.variant, value, 'DISABLED', metadata)
  return { decider: 'kill', type: isOfType ? plan.type : undefined, answer }
}

function overridden(plan: FlagPlan | undefined, value: Json): Decided {
  const metadata: FlagMetadata = Object.freeze({ ...plan?.metadata, override: true })
  const answer = variantResolution(variantOf(plan, value), value, 'STATIC', metadata)
  return { decider: 'override', type: flagTypeOf(value), answer }
}

/** The variant that has this value; `override` where none has. */
function variantOf(plan: FlagPlan | undefined, value: Json): string {
  const wanted = canonicalJson(value)
  for (const [variant, own] of plan?.variants ?? []) if (canonicalJson(own) === wanted) return variant
  return 'override'
}
