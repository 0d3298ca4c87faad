import type { FlagDigest, ProjectIndex } from '../changes/project-index.js'
import type { FlagFilter } from './flags-service.js'

/** Keys of the flags that a filter lets through, sorted by code unit. */
export function filterFlags(index: ProjectIndex, filter: FlagFilter): string[] {
  const text = filter.text?.toLowerCase()
  const passes = (flag: FlagDigest) =>
    (text === undefined || flag.text.includes(text)) &&
    (filter.tag === undefined || flag.tags.includes(filter.tag)) &&
    (filter.kind === undefined || flag.kind === filter.kind) &&
    (filter.type === undefined || flag.type === filter.type) &&
    (filter.owner === undefined || flag.owner === filter.owner) &&
    (filter.archived === undefined || flag.archived === filter.archived) &&
    (filter.enabledIn === undefined || index.isEnabled(filter.enabledIn, flag.key)) &&
    (filter.killedIn === undefined || index.killsOf(filter.killedIn, flag.key).length > 0)
  return index.flagKeys().filter((key) => {
    const flag = index.flags.get(key)
    return flag !== undefined && passes(flag)
  })
}
