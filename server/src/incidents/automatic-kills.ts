import type { Command } from '../changes/command.js'
import type { Clock } from '../clock.js'
import { notFound } from '../errors.js'
import type { AutomaticKill, AutomaticKillStore, KillLabel } from '../storage/storage.js'
import type { Incident } from './incident.js'

/** How far the guard could be relied on, by what people said afterwards. */
export interface Precision {
  right: number
  wrong: number
  unlabelled: number
  /** Of those that were labelled, the part that was right; null where none was. */
  precision: number | null
}

export interface AutomaticKills {
  /** The newest first. */
  list(environmentId: string): Promise<AutomaticKill[]>
  get(environmentId: string, id: string): Promise<AutomaticKill | undefined>
  /** @throws NotFoundError where the guard has not done, or written down, such a kill */
  label(
    environmentId: string,
    id: string,
    said: Pick<KillLabel, 'verdict' | 'reason'>,
    by: Command,
  ): Promise<AutomaticKill>
}

export function createAutomaticKills(store: AutomaticKillStore, clock: Clock): AutomaticKills {
  return {
    list: (environmentId) => store.list(environmentId),
    get: (environmentId, id) => store.get(environmentId, id),
    async label(environmentId, id, said, { actor }) {
      const label = { ...said, by: actor, at: clock.now().toISOString() }
      await store.label(environmentId, id, label)
      const kill = await store.get(environmentId, id)
      if (kill === undefined) throw notFound('automatic kill', id)
      return kill
    },
  }
}

/** A kill of the guard, as its incident tells it; undefined where somebody else killed. */
export function automaticKillOf(
  environmentId: string,
  { killId, cause, releases, openedAt, decision, reason }: Incident,
): Omit<AutomaticKill, 'label'> | undefined {
  const [release] = releases
  if (cause !== 'guard' || release === undefined) return undefined
  return {
    environmentId,
    id: killId,
    type: 'killed',
    release: release.key,
    generation: release.generation,
    at: openedAt,
    because: reason,
    check: failedCheckOf(decision),
  }
}

function failedCheckOf(decision: Incident['decision']): string {
  const { assessments = [] } = (decision ?? {}) as {
    assessments?: readonly { check: string; outcome: string }[]
  }
  return assessments.find(({ outcome }) => outcome === 'fail')?.check ?? 'unknown'
}

export function precisionOf(kills: readonly AutomaticKill[]): Precision {
  const count = (verdict: string | undefined) =>
    kills.filter(({ label }) => label?.verdict === verdict).length
  const right = count('right')
  const wrong = count('wrong')
  const precision = right + wrong === 0 ? null : right / (right + wrong)
  return { right, wrong, unlabelled: kills.length - right - wrong, precision }
}

/** By the check that failed, in the order of their names. */
export function precisionByCheck(kills: readonly AutomaticKill[]): ({ check: string } & Precision)[] {
  const checks = [...new Set(kills.map(({ check }) => check))].sort()
  return checks.map((check) => ({ check, ...precisionOf(kills.filter((kill) => kill.check === check)) }))
}
