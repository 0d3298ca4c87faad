import type { EntityWrite } from '@ripcord/model'
import { environmentsOf } from '../changes/environments.js'
import type { Reading } from '../changes/reading.js'
import { assertMay, standsAs } from '../changes/refuse.js'

export interface ArchiveQuestion {
  flag: string
  archived: boolean
  force: boolean
  ifMatch: number | undefined
  evaluated: Evaluated
}

/** When flags were last evaluated, as known at `now`; epoch milliseconds. */
export interface Evaluated {
  /** By flag, then by environment key. */
  last: ReadonlyMap<string, ReadonlyMap<string, number>>
  now: number
}

/** Archives a flag, or brings it back. Its kills stay either way. @throws RefusedError */
export function archiveWrites(state: Reading, question: ArchiveQuestion): EntityWrite[] {
  const { flag, archived, force, ifMatch, evaluated } = question
  const environments = environmentsOf(state)
  const stored = state.get('flag', null, flag)
  const referredToBy = archived ? referrers(state, flag) : []
  assertMay(
    archived ? { type: 'archive', force } : { type: 'edit' },
    {
      what: `flag ${JSON.stringify(flag)}`,
      stands: standsAs(stored),
      ifMatch,
      asksForMatch: environments.some(({ production }) => production),
      referredToBy,
      lastEvaluated: evaluated.last.get(flag) ?? new Map(),
      now: evaluated.now,
    },
    { kind: 'flag', environment: null, key: flag },
  )
  return stored?.value
    ? [{ kind: 'flag', environment: null, key: flag, value: { ...stored.value, archived } }]
    : []
}

function referrers(state: Reading, key: string): string[] {
  const index = state.index()
  return environmentsOf(state).flatMap(({ key: environment }) =>
    index
      .dependents(environment, { kind: 'flag', key })
      .map((name) => `${name.replace(':', ' ')} in ${environment}`),
  )
}
