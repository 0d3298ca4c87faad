import { LiveRuleset } from './live-ruleset.js'
import type { Ruleset, RulesetInput, RulesetOptions } from './types.js'

/**
 * One environment's flags, ready to be asked, for good: LiveRuleset follows changes. Total: an entity that can't be
 * read is quarantined alone.
 */
export function compileRuleset(input: RulesetInput, options: RulesetOptions = {}): Ruleset {
  const live = new LiveRuleset(options)
  const { overrides, blindMinutes } = options
  live.change({
    ...input,
    ...(overrides === undefined ? {} : { overrides: new Map(overrides) }),
    ...(blindMinutes === undefined ? {} : { blindMinutes }),
  })
  return live.ruleset
}
