import { age } from '../../lib/format'

// Whether a flag has done its work: what the list can be narrowed to, and what its own page says.

const dayMs = 86_400_000
/** A flag that nobody asks for, or that serves everybody the same, for so long has done its work. */
const staleAfterMs = 30 * dayMs

export interface Lived {
  kind: 'release' | 'operational' | 'permission' | 'experiment'
  lifetime: { type: 'temporary'; expectedEnd?: string | undefined } | { type: 'permanent' }
  /** How it is set here; undefined where it is not known here. */
  settings:
    | {
        enabled: boolean
        offVariant: string | null
        kills: readonly string[]
        rules: readonly unknown[]
        prerequisites: readonly unknown[]
        default:
          | { type: 'variant'; variant: string }
          | { type: 'split'; weights: readonly { variant: string; weight: number }[] }
          | { type: 'callerDefault' }
        release?: object | undefined
      }
    | undefined
  /** When these settings were last changed, epoch milliseconds; undefined where nobody has asked. */
  changedAt: number | undefined
  /** When it was last evaluated here, epoch milliseconds; null = never, undefined where nobody has asked. */
  lastEvaluatedAt: number | null | undefined
}

/** Why a flag should go by now, as it is said after its name; undefined where it may stay. */
export function stalenessOf(
  { kind, lifetime, settings, changedAt, lastEvaluatedAt }: Lived,
  now: number,
): { because: string } | undefined {
  // What is killed or rolling out is being looked after.
  if (settings === undefined || settings.kills.length > 0 || settings.release !== undefined) return undefined
  if (lifetime.type === 'permanent') return undefined
  const end = lifetime.expectedEnd === undefined ? now : Date.parse(lifetime.expectedEnd)
  if (end < now) return { because: `should have been gone for ${age(now - end)}` }
  if (changedAt === undefined || now - changedAt < staleAfterMs) return undefined
  if (lastEvaluatedAt === null)
    return { because: `never evaluated here in ${age(now - changedAt)}: archive it` }
  if (lastEvaluatedAt !== undefined && now - lastEvaluatedAt >= staleAfterMs)
    return { because: `not evaluated here for ${age(now - lastEvaluatedAt)}: archive it` }
  // Operational and permission flags serve one thing for years, and are there for the day on which they don't.
  if (kind !== 'release' && kind !== 'experiment') return undefined
  const served = servesEverybody(settings)
  return served === undefined
    ? undefined
    : { because: `${served} for everybody for ${age(now - changedAt)}: remove it from code` }
}

/** What everybody gets, where nothing tells one from another. */
function servesEverybody({
  enabled,
  offVariant,
  rules,
  prerequisites,
  default: stands,
}: NonNullable<Lived['settings']>): string | undefined {
  if (!enabled) return offVariant ?? 'the caller’s default'
  if (rules.length > 0 || prerequisites.length > 0) return undefined
  if (stands.type === 'variant') return stands.variant
  if (stands.type === 'callerDefault') return 'the caller’s default'
  const [served, ...others] = stands.weights.filter(({ weight }) => weight > 0)
  return others.length === 0 ? served?.variant : undefined
}
