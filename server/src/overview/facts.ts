import type { Overview } from '@ripcord/api'

/** What an environment's sentence is made of. */
export type OverviewFacts = Omit<Overview, 'sentence' | 'detail'>
