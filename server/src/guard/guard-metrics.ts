import type { GuardNumbers } from './index.js'

/** What each figure of the guard says, for the metrics page. */
export const guardNumberHelps: { readonly [N in keyof GuardNumbers]: string } = {
  runs: 'Releases that are watched now',
  outcomes: 'Parts of reports that became evidence, since the start',
  repeatedReports: 'Reports of releases that had come before, since the start',
  lateOutcomes: 'Parts of reports about runs that had just ended, since the start',
  unknownInstances: 'Reports of releases by processes that are not connected, since the start',
  unknownGenerations: 'Parts of reports about what does not run, since the start',
  absurdReports: 'Reports that could not be true, since the start',
}
