import type { State } from '../../components/mark'
import { percent } from '../../lib/format'

/** How a flag stands in one environment, as far as it is shown. */
export interface Standing {
  enabled: boolean
  offVariant: string | null
  kills: readonly string[]
  rules: readonly unknown[]
  default:
    | { type: 'variant'; variant: string }
    | { type: 'split'; weights: readonly { variant: string; weight: number }[] }
    | { type: 'callerDefault' }
  release?: { key: string; share: number; outgoing: string } | undefined
}

/** What it serves now, in a few words. */
export function servesNow(standing: Standing | undefined): string {
  if (standing === undefined) return '–'
  const { enabled, offVariant, kills, rules, default: stands, release } = standing
  if (kills.length > 0) return 'killed'
  if (!enabled) return offVariant ?? 'the caller’s default'
  if (release !== undefined) return `${release.outgoing} for ${percent(release.share)}`
  const base =
    stands.type === 'variant' ? stands.variant : stands.type === 'split' ? 'a split' : 'the caller’s default'
  if (rules.length === 0) return base
  return `${base}, ${rules.length === 1 ? '1 rule' : `${rules.length} rules`}`
}

/** Its state and the word beside it. */
export function stateOf(standing: Standing | undefined): { state: State; word: string } {
  if (standing === undefined) return { state: 'off', word: '–' }
  const { enabled, kills, rules, default: stands, release } = standing
  if (kills.length > 0) return { state: 'killed', word: 'killed' }
  if (!enabled) return { state: 'off', word: 'off' }
  if (release !== undefined) return { state: 'rolling', word: percent(release.share) }
  if (stands.type === 'split') return { state: 'rolling', word: splitWord(stands.weights) }
  if (rules.length > 0) return { state: 'on', word: rules.length === 1 ? '1 rule' : `${rules.length} rules` }
  return { state: 'on', word: 'on' }
}

function splitWord(weights: readonly { weight: number }[]): string {
  const total = weights.reduce((sum, { weight }) => sum + weight, 0)
  const [first] = weights
  return first === undefined || total === 0 ? 'split' : percent(first.weight / total)
}
