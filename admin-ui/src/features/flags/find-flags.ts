import type { AnswerOf, operations } from '@ripcord/api'
import type { FlagsSearch } from '../../app/router'
import { stateOf } from './serves'

export type Flag = AnswerOf<typeof operations.listFlags>['items'][number]

/** What of the flags a search asks for, those first that are not as usual. */
export function found(flags: readonly Flag[], environment: string, search: FlagsSearch): Flag[] {
  const wanted = search.q?.toLowerCase() ?? ''
  return flags
    .filter(
      (flag) =>
        (wanted === '' ||
          flag.key.toLowerCase().includes(wanted) ||
          flag.name.toLowerCase().includes(wanted)) &&
        (search.state === undefined || stateOf(flag.environments[environment]).state === search.state) &&
        (search.kind === undefined || flag.kind === search.kind) &&
        (search.owner === undefined || flag.owner === search.owner) &&
        (search.tag === undefined || flag.tags.includes(search.tag)),
    )
    .sort((a, b) => rank(a, environment) - rank(b, environment) || (a.key < b.key ? -1 : 1))
}

const ranks = { killed: 0, holding: 1, rolling: 1, on: 2, off: 2 } as const

function rank({ environments }: Flag, environment: string): number {
  return ranks[stateOf(environments[environment]).state]
}

/** What flags can be narrowed by. */
export function facets(flags: readonly Flag[]): { kinds: string[]; owners: string[]; tags: string[] } {
  const of = (values: readonly string[]): string[] =>
    [...new Set(values)].filter((value) => value !== '').sort()
  return {
    kinds: of(flags.map(({ kind }) => kind)),
    owners: of(flags.map(({ owner }) => owner)),
    tags: of(flags.flatMap(({ tags }) => tags)),
  }
}
