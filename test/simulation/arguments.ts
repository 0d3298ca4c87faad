import { isRule, type Rule, rules } from './rules.js'

/** What `pnpm simulate` is to do. */
export interface Asked {
  from: number
  seeds: number
  /** Tells what happens in the one seed, line by line, instead of shrinking it. */
  traces: boolean
  /** The rule to switch off, in the trouble in which that shows. */
  without: Rule | null
  /** Under which name to keep the story of a failing seed. */
  save: string | null
}

export const usage =
  'pnpm simulate [--seeds <how many>] [--from <seed>] [--seed <one> [--trace]] [--without <rule>] [--save <name>]'

const defaultSeeds = 1_000

/** A sentence where they make no sense. */
export function readArguments(given: readonly string[]): Asked | string {
  const asked: Asked = { from: 1, seeds: defaultSeeds, traces: false, without: null, save: null }
  for (let at = 0; at < given.length; at++) {
    const option = given[at] ?? ''
    if (option === '--trace') {
      asked.traces = true
      continue
    }
    const problem = take(asked, option, given[++at] ?? '')
    if (problem !== undefined) return problem
  }
  if (asked.traces && asked.seeds !== 1) return '--trace is for one seed: name it with --seed'
  return asked
}

function take(asked: Asked, option: string, value: string): string | undefined {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : undefined
  switch (option) {
    case '--seeds':
      asked.seeds = number ?? 0
      return asked.seeds > 0 ? undefined : `--seeds is “${value}”: expected a number of at least 1`
    case '--from':
    case '--seed':
      if (number === undefined) return `${option} is “${value}”: expected a number`
      asked.from = number
      if (option === '--seed') asked.seeds = 1
      return undefined
    case '--without':
      if (!isRule(value)) return `There is no rule “${value}”. There are: ${rules.join(', ')}`
      asked.without = value
      return undefined
    case '--save':
      if (!/^[a-z0-9-]+$/.test(value)) return `--save is “${value}”: expected a name like lost-kill`
      asked.save = value
      return undefined
    default:
      return `Unknown: ${option}`
  }
}
