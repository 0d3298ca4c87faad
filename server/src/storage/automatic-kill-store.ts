import type { Actor } from '@ripcord/model'

/** What the guard did without a person, or would have done. */
export interface AutomaticKill {
  environmentId: string
  /** The kill's id, or of what would have been one `observed.<release>.<generation>`. */
  id: string
  type: 'killed' | 'wouldHaveKilled'
  release: string
  generation: number
  at: string
  because: string
  /** The check that failed. */
  check: string
  /** What a person thought of it afterwards; null = nobody has said. */
  label: KillLabel | null
}

export interface KillLabel {
  verdict: 'right' | 'wrong'
  reason: string
  by: Actor
  at: string
}

export interface AutomaticKillStore {
  /** The first word of one stands. */
  add(kill: Omit<AutomaticKill, 'label'>): Promise<void>
  /** The last word stands. False where there is no such kill. */
  label(environmentId: string, id: string, label: KillLabel): Promise<boolean>
  get(environmentId: string, id: string): Promise<AutomaticKill | undefined>
  /** The newest first. */
  list(environmentId: string): Promise<AutomaticKill[]>
}
