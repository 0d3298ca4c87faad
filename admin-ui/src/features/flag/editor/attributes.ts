import type { Condition, Flag } from '../flag'
import { isGroup, membersOf } from './conditions'

/** The attributes that rules of an environment ask for already: what is typed is most often one of them. */
export function attributesOf(flags: readonly Flag[], environment: string): string[] {
  const found = new Set(['targetingKey'])
  for (const { environments } of flags)
    for (const { when } of environments[environment]?.rules ?? []) addTo(found, when)
  return [...found].sort()
}

function addTo(found: Set<string>, condition: Condition): void {
  if (condition.type === 'attribute') found.add(condition.attribute)
  if (isGroup(condition)) for (const one of membersOf(condition)) addTo(found, one)
}
