import type { Action, GuardDecision } from '@ripcord/guard'
import type { Release } from '@ripcord/model'

/** By what a release was found to fail: what SDKs counted, what a check asked, what an alert said. */
export type Lane = 'outcomes' | 'checks' | 'alerts'

/** What the guard has decided and done, since the start of the process. */
export class Tally {
  readonly decisions: Record<Action, number> = { kill: 0, hold: 0, advance: 0, complete: 0, none: 0 }
  readonly kills: Record<Lane, number> = { outcomes: 0, checks: 0, alerts: 0 }

  decided({ action }: GuardDecision): void {
    this.decisions[action] += 1
  }

  killed(release: Pick<Release, 'watches'>, { assessments }: GuardDecision): void {
    const failed = assessments.find(({ outcome }) => outcome === 'fail')
    const type = release.watches.find(({ id }) => id === failed?.check)?.type
    this.kills[laneOf(type)] += 1
  }
}

function laneOf(type: Release['watches'][number]['type'] | undefined): Lane {
  switch (type) {
    case undefined:
    case 'sdk-outcomes':
      return 'outcomes'
    case 'alert':
      return 'alerts'
    default:
      return 'checks'
  }
}
