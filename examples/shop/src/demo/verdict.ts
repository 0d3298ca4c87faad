import type { Incident } from './incident.js'

export interface Outcome {
  incident: Incident
  /** The share of sales that were bad. */
  rates: { before: number | null; during: number | null; after: number | null }
  expectedInstances: number
  /** Sales by the new path while it worked. */
  newSales: number
}

/** What did not go as it should, in sentences; nothing = the story holds. */
export function judge({ incident, rates, expectedInstances, newSales }: Outcome): string[] {
  const { cause, flags, acknowledged, recovery } = incident
  const { safe, total, allAt } = acknowledged
  const claims: [boolean, string][] = [
    [newSales > 0, 'Nobody bought by the new checkout after the start.'],
    [rates.before === 0, 'Sales were bad before anything was broken.'],
    [(rates.during ?? 0) > 0.1, 'What broke was not felt.'],
    [cause === 'guard', `It was not the guard that killed: ${cause}.`],
    [flags.length === 2, `Both flags were to be killed, not ${flags.join()}.`],
    [allAt !== null, `The kill did not reach everyone: ${safe} of ${total} safe.`],
    [total === expectedInstances, `${total} instances counted, ${expectedInstances} were started.`],
    [recovery.state === 'recovered', `The kill has not helped: ${recovery.because}`],
    [rates.after === 0, 'Sales were still bad after all had acknowledged, and were up.'],
  ]
  return claims.filter(([holds]) => !holds).map(([, sentence]) => sentence)
}
