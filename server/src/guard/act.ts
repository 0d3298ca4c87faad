import type { GuardDecision, HoldReason } from '@ripcord/guard'
import {
  type Actor,
  guardEpisodes,
  type Json,
  limits,
  type ReleaseHoldReason,
  releaseHoldReasons,
} from '@ripcord/model'
import type { Command } from '../changes/command.js'
import type { PlacedRelease } from '../changes/placed-releases.js'
import { RefusedError } from '../errors.js'
import { asJson } from './decisions.js'
import type { Run } from './run.js'

/** Who decides without a person. */
export const guardActor: Actor = { type: 'guard', id: 'release-guard', name: 'Release guard' }

/** The doors through which the guard acts, like anybody else; each is one change. */
export interface GuardDoors {
  kill(
    project: string,
    environment: string,
    kill: { release: string; episode: string; decision: { readonly [key: string]: Json } },
    by: Command,
  ): Promise<unknown>
  advance(
    project: string,
    environment: string,
    release: string,
    advance: { from: number },
    by: Command,
  ): Promise<unknown>
  complete(
    project: string,
    environment: string,
    release: string,
    verdict: 'passed',
    by: Command,
  ): Promise<unknown>
  hold(
    project: string,
    environment: string,
    release: string,
    hold: { reason: ReleaseHoldReason; because: string },
    by: Command,
  ): Promise<unknown>
  resume(
    project: string,
    environment: string,
    release: string,
    reasons: readonly ReleaseHoldReason[],
    by: Command,
  ): Promise<unknown>
}

export interface GuardLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Whether the guard does what it decides; otherwise it only writes it down. */
export function isArmed({ release }: PlacedRelease, now: Date): boolean {
  return release.policy.mode === 'armed' && !isSuspended(release, now)
}

export function isSuspended({ suspendedUntil }: PlacedRelease['release'], now: Date): boolean {
  return suspendedUntil !== null && Date.parse(suspendedUntil) > now.getTime()
}

/** What holds a release from outside of the evidence: people's word, and what the start found. */
const othersHolds: readonly ReleaseHoldReason[] = ['manual', 'killed-flag']

/** `refused`: for good. */
export type KillOutcome = 'landed' | 'refused' | 'failed'

export function createAct(doors: GuardDoors, log: GuardLog) {
  /** `failed`: it has to be tried again. */
  async function kill(placed: PlacedRelease, run: Run, decision: GuardDecision): Promise<KillOutcome> {
    const { project, environment, release } = placed
    const { key, generation, startedAt } = release
    const where = { project, environment, release: key, generation }
    try {
      // A restored backup counts its generations again, and SDKs bring it the kills of the others.
      const episode = `${guardEpisodes}${key}:${generation}:${startedAt}`
      const asked = { release: key, episode, decision: { ...asJson(decision), sequence: run.sequence } }
      await doors.kill(project, environment, asked, by(decision))
      log.warn(where, `The guard killed the release: ${decision.because}`)
      return 'landed'
    } catch (error) {
      // A refusal stays one: somebody was first, or lifted the kill of this very run.
      if (error instanceof RefusedError) {
        log.warn({ ...where, err: error }, `The guard’s kill was refused: ${error.message}`)
        return 'refused'
      }
      log.error({ ...where, err: error }, 'The guard’s kill did not land: it is tried again each second')
      return 'failed'
    }
  }

  async function goOn(placed: PlacedRelease, decision: GuardDecision): Promise<void> {
    const { project, environment, release } = placed
    const { key, stage } = release
    await settleHolds(placed, decision)
    if (decision.action === 'advance')
      await doors.advance(project, environment, key, { from: stage ?? 0 }, by(decision))
    if (decision.action === 'complete')
      await doors.complete(project, environment, key, 'passed', by(decision))
  }

  /** Makes the guard's own holds those of the decision; others stay as they are. */
  async function settleHolds({ project, environment, release }: PlacedRelease, decision: GuardDecision) {
    const { holds, because } = decision
    const wanted = releaseHoldReasons.filter((reason) => isGuards(reason) && holds.includes(reason))
    const stand = release.holds.map(({ reason }) => reason).filter(isGuards)
    const over = stand.filter((reason) => !wanted.includes(reason))
    if (over.length > 0) await doors.resume(project, environment, release.key, over, by(decision))
    for (const reason of wanted.filter((one) => !stand.includes(one)))
      await doors.hold(project, environment, release.key, { reason, because: cut(because) }, by(decision))
  }

  return {
    kill,
    /** All but a kill. Never rejects: what did not come about is decided anew in a second. */
    async goOn(placed: PlacedRelease, decision: GuardDecision): Promise<void> {
      try {
        await goOn(placed, decision)
      } catch (error) {
        const { project, environment, release } = placed
        const fields = { project, environment, release: release.key, err: error }
        // Somebody has moved the release on meanwhile.
        if (error instanceof RefusedError) log.info(fields, 'The guard came too late for a step')
        else log.error(fields, 'A step of the guard failed: it is decided anew')
      }
    },
  }
}

export type Act = ReturnType<typeof createAct>

function isGuards(reason: ReleaseHoldReason): boolean {
  return !othersHolds.includes(reason)
}

/** What a tick is to know of the holds that others have put. */
export function holdsFromOutside(
  { release }: PlacedRelease,
  { now, areVersionsMixed, isBudgetSpent }: { now: Date; areVersionsMixed: boolean; isBudgetSpent: boolean },
): HoldReason[] {
  const reasons = release.holds.map(({ reason }) => reason)
  return [
    ...reasons.filter((reason) => othersHolds.includes(reason)),
    ...(isSuspended(release, now) ? (['suspended'] as const) : []),
    ...(isBudgetSpent ? (['budget'] as const) : []),
    // The start has put it; it is over when every process runs what the release names.
    ...(reasons.includes('versions') && areVersionsMixed ? (['versions'] as const) : []),
  ]
}

function by(decision: GuardDecision): Command {
  return { actor: guardActor, reason: cut(decision.because), cause: asJson(decision) }
}

function cut(text: string): string {
  return text.slice(0, limits.reasonLength)
}
