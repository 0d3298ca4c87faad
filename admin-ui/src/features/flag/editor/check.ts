import { flagProblems } from '@ripcord/evaluator'
import {
  flagSettingsSchema,
  issueMessage,
  type Problem,
  pointer,
  type ReferenceLookup,
  referenceProblems,
  segmentReferences,
  settingsProblems,
  settingsReferences,
  valueAt,
} from '@ripcord/model/settings'
import type { Flag, Settings, Targeting } from '../flag'

// Loaded once somebody edits: the server's schema and checks, and the evaluator's own, which SDKs have inside.

export interface Surroundings {
  flag: Flag
  settings: Pick<Settings, 'enabled' | 'whenBlind'>
  environment: string
  /** All flags and segments that can be referred to; undefined while they are not known. */
  flags?: readonly Flag[] | undefined
  segments?: readonly { key: string; rules: Targeting['rules'][number]['when'][] }[] | undefined
}

/** More would be read by nobody. */
const mostProblems = 50

/** What is wrong with a targeting, in the server's words; paths are JSON pointers into it. */
export function problemsOf(targeting: unknown, around: Surroundings): Problem[] {
  const { enabled, whenBlind } = around.settings
  const whole = { ...(targeting as object), enabled, whenBlind }
  const parsed = flagSettingsSchema.safeParse(whole)
  if (!parsed.success)
    return parsed.error.issues.slice(0, mostProblems).map((issue) => {
      const seen = valueAt(whole, issue.path)
      return { path: pointer(...issue.path.map(String)), message: missing(issueMessage(issue, seen), seen) }
    })
  const own = settingsProblems(around.flag, parsed.data)
  if (own.length > 0) return own.slice(0, mostProblems)
  const { key, type, variants } = around.flag
  const unread = flagProblems(key, { key, type, variants, ...parsed.data })
  if (unread.length > 0)
    return unread.slice(0, mostProblems).map(({ path, message }) => ({ path: asPointer(path), message }))
  return referred(parsed.data, around).slice(0, mostProblems)
}

/** A field that nothing was typed into yet: no mistake, and said so. */
function missing(message: string, seen: unknown): string {
  if (seen === null) return 'is missing: expected a number'
  return seen === '' ? message.replace(/^"" is no key: /, 'is missing: ') : message
}

/** The evaluator's `rules[0].when` as a JSON pointer. */
function asPointer(path: string): string {
  return path === '' ? '' : pointer(...path.replaceAll(/\[(\d+)\]/g, '.$1').split('.'))
}

function referred(targeting: Targeting, { flag, environment, flags, segments }: Surroundings): Problem[] {
  if (flags === undefined || segments === undefined) return []
  const flagByKey = new Map(flags.map((one) => [one.key, one]))
  const segmentByKey = new Map(segments.map((one) => [one.key, one]))
  const lookup: ReferenceLookup = {
    flag: (key) => flagByKey.get(key),
    hasSegment: (key) => segmentByKey.has(key),
    references({ kind, key }) {
      if (kind === 'segment') return segmentReferences(segmentByKey.get(key) ?? { rules: [] })
      if (key === flag.key) return settingsReferences(targeting)
      const others = flagByKey.get(key)?.environments[environment]
      return others === undefined ? [] : settingsReferences(others)
    },
  }
  return referenceProblems({ kind: 'flag', key: flag.key }, lookup)
}
