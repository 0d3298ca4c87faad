import type { AnswerOf, operations } from '@ripcord/api'
import type { FlagsSearch } from '../../app/router'
import { stateOf } from './serves'

export type Flag = AnswerOf<typeof operations.listFlags>['items'][number]

/** What is known of flags beside how they are set. */
export interface Facts {
  /** By flag: the release that owns it, or whose kill stands on it, or that is being written about it. */
  partOf: ReadonlyMap<string, string>
  /** Of each flag that should go by now, why. */
  stale: ReadonlyMap<string, string>
}

/** Those first that are not as usual. */
export function ranked(flags: readonly Flag[], environment: string): Flag[] {
  return flags
    .map((flag) => ({ flag, rank: ranks[stateOf(flag.environments[environment]).state] }))
    .sort((a, b) => a.rank - b.rank || (a.flag.key < b.flag.key ? -1 : 1))
    .map(({ flag }) => flag)
}

const ranks = { killed: 0, holding: 1, rolling: 1, on: 2, off: 2 } as const

/** What of the flags a search asks for, in their order. */
export function found(
  flags: readonly Flag[],
  environment: string,
  search: FlagsSearch,
  facts: Facts,
): Flag[] {
  const wanted = search.q?.toLowerCase() ?? ''
  if (Object.keys(search).length === 0) return [...flags]
  return flags.filter(
    (flag) =>
      (wanted === '' ||
        flag.key.toLowerCase().includes(wanted) ||
        flag.name.toLowerCase().includes(wanted)) &&
      (search.state === undefined || stateOf(flag.environments[environment]).state === search.state) &&
      (search.kind === undefined || flag.kind === search.kind) &&
      (search.owner === undefined || flag.owner === search.owner) &&
      (search.tag === undefined || flag.tags.includes(search.tag)) &&
      (search.release === undefined || facts.partOf.get(flag.key) === search.release) &&
      (search.stale === undefined || facts.stale.has(flag.key)),
  )
}

/** What flags can be narrowed by. */
export function facets(flags: readonly Flag[]): { kinds: string[]; owners: string[]; tags: string[] } {
  return {
    kinds: named(flags.map(({ kind }) => kind)),
    owners: named(flags.map(({ owner }) => owner)),
    tags: named(flags.flatMap(({ tags }) => tags)),
  }
}

/** Each once, in order. */
export function named(values: Iterable<string>): string[] {
  return [...new Set(values)].filter((value) => value !== '').sort()
}
