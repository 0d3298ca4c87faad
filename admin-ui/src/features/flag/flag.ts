import type { AnswerOf, operations } from '@ripcord/api'

export type Flag = AnswerOf<typeof operations.getFlag>
/** How it is set in one environment. */
export type Settings = Flag['environments'][string]
export type Rule = Settings['rules'][number]
export type Condition = Rule['when']
export type Outcome = Settings['default']
export type Split = Extract<Outcome, { type: 'split' }>

/** What of the settings says who gets what: the part that is edited as a whole. */
export type Targeting = Pick<Settings, 'rules' | 'default' | 'prerequisites' | 'offVariant'>

export function targetingOf({ rules, default: stands, prerequisites, offVariant }: Targeting): Targeting {
  return { rules, default: stands, prerequisites, offVariant }
}
