import type { Counts } from './index.js'

/** What each figure of the counts says, for the metrics page. */
export const countsNumberHelps: { readonly [N in keyof ReturnType<Counts['numbers']>]: string } = {
  reports: 'Reports of SDKs, since the start',
  repeatedReports: 'Reports that had come before, since the start',
  evaluations: 'Evaluations reported, since the start',
  droppedEvaluations: 'Evaluations that could not be kept, by SDKs or here, since the start',
}
