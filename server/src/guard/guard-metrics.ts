import type { GuardCounts, GuardNumbers } from './index.js'

/** What each figure of the guard says, for the metrics page. */
export const guardNumberHelps: { readonly [N in keyof GuardNumbers]: string } = {
  runs: 'Releases that are watched now',
  secondsSinceTick: 'Seconds since the guard last looked and could decide',
  isBlind: 'Whether it has not for three seconds',
  outcomes: 'Parts of reports that became evidence, since the start',
  repeatedReports: 'Reports of releases that had come before, since the start',
  lateOutcomes: 'Parts of reports about runs that had just ended, since the start',
  unknownInstances: 'Reports of releases by processes that are not connected, since the start',
  unknownGenerations: 'Parts of reports about what does not run, since the start',
  absurdReports: 'Reports that could not be true, since the start',
}

/** What each of the guard's counts says, and by what it is told apart. */
export const guardCountHelps: { readonly [N in keyof GuardCounts]: readonly [label: string, help: string] } =
  {
    decisions: ['action', 'Decisions on running releases, one a second each, since the start'],
    kills: ['lane', 'Releases that the guard has killed since the start, by what they failed'],
    holds: ['reason', 'Running releases that are held now, by reason'],
  }
