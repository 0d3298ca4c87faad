import type { KillFigures } from './kill.js'

export interface Outcome {
  kill: KillFigures
  rates: { before: number | null; during: number | null; after: number | null }
  expectedInstances: number
  /** Sales by the new path while it worked. */
  newSales: number
}

/** What did not go as it should, in sentences; nothing = the story holds. */
export function judge({ kill, rates, expectedInstances, newSales }: Outcome): string[] {
  const claims: [boolean, string][] = [
    [newSales > 0, 'Nobody bought by the new checkout after it was turned on.'],
    [rates.before === 0, 'Sales failed before anything was broken.'],
    [(rates.during ?? 0) > 0.1, 'Breaking the new checkout was not felt.'],
    [kill.lastAckAt !== undefined, `The kill did not reach everyone: ${kill.safe} of ${kill.total} safe.`],
    [kill.total === expectedInstances, `${kill.total} instances counted, ${expectedInstances} were started.`],
    [rates.after === 0, 'Sales still failed after the last acknowledgement.'],
  ]
  return claims.filter(([holds]) => !holds).map(([, sentence]) => sentence)
}
