import type { GuardDecision } from '@ripcord/guard'
import type { Actor, News } from '@ripcord/model'
import type { PlacedRelease } from '../changes/placed-releases.js'

// What is in no log.

const guard: Actor = { type: 'guard', id: 'release-guard', name: 'Release guard' }

const nothing = {
  environment: null,
  releases: [],
  flags: [],
  revision: null,
  change: null,
  killId: null,
  services: [],
  evidence: [],
}

/** A release that only is observed would have been killed. */
export function observedNews(
  { project, environment, release }: PlacedRelease,
  { because, assessments }: GuardDecision,
  now: Date,
): News {
  return {
    ...nothing,
    type: 'guard.would-have-killed',
    project,
    environment,
    releases: [release.key],
    flags: release.flags.map(({ key }) => key),
    title: `The guard would have killed release ${release.key} in ${environment}`,
    because,
    at: now.toISOString(),
    by: guard,
    evidence: assessments.map((one) => ({
      check: one.check,
      outcome: one.outcome,
      because: one.because,
    })),
  }
}

/** The guard itself does not look. */
export function blindNews(project: string, { lastTickAt }: { lastTickAt: string | null }, now: Date): News {
  return {
    ...nothing,
    type: 'guard.blind',
    project,
    title: 'The guard does not look',
    because: `It has not since ${lastTickAt ?? 'the server started'}: nothing is killed by it, and no release goes on.`,
    at: now.toISOString(),
    by: guard,
  }
}

/** Whether a kill that ended no release has helped; of one that ended a release the log tells. */
export function recoveryNews(
  {
    project,
    environment,
    killId,
    flags,
    helped,
    because,
  }: {
    project: string
    environment: string
    killId: string
    flags: readonly string[]
    helped: boolean
    because: string
  },
  now: Date,
): News {
  return {
    ...nothing,
    type: helped ? 'kill.recovered' : 'kill.ineffective',
    project,
    environment,
    flags,
    killId,
    title: `The kill of ${flags.join(', ')} in ${environment} has ${helped ? '' : 'not '}helped`,
    because,
    at: now.toISOString(),
    by: { type: 'system', id: 'incidents', name: 'Incidents' },
  }
}
