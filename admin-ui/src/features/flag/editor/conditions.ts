import type { Condition, Rule, Targeting } from '../flag'
import { inserted, type Path, replaced, valueAt, without } from './tree'

// Edits of what a rule asks. A condition is told by the path to it: ['rules', 0, 'when', 'of', 1].

export type LeafType = 'attribute' | 'segment' | 'flag'
export type GroupType = 'all' | 'any' | 'not'
type Group = Extract<Condition, { type: GroupType }>

export function isGroup(condition: Condition): condition is Group {
  return condition.type === 'all' || condition.type === 'any' || condition.type === 'not'
}

/** A new condition that asks for nothing yet. */
export function newCondition(type: LeafType): Condition {
  switch (type) {
    case 'attribute':
      return { type, attribute: '', operator: 'equals', values: [''] }
    case 'segment':
      return { type, segment: '' }
    case 'flag':
      return { type, flag: '', variants: [] }
  }
}

/** The same place, asking for something else; that it is turned round stays. */
export function asLeaf(condition: Condition, type: LeafType): Condition {
  if (condition.type === type) return condition
  const turned = 'negate' in condition && condition.negate === true
  return { ...newCondition(type), ...(turned && { negate: true }) }
}

/** The members of a group, as a group of another type. */
export function asGroup(group: Group, type: GroupType): Group {
  if (group.type === type) return group
  if (type === 'not') {
    const [only, ...others] = membersOf(group)
    return { type, of: only === undefined || others.length > 0 ? group : only }
  }
  if (group.type !== 'not') return { type, of: group.of }
  const { of } = group
  return { type, of: of.type === 'all' || of.type === 'any' ? of.of : [of] }
}

export function membersOf(group: Group): readonly Condition[] {
  return group.type === 'not' ? [group.of] : group.of
}

/** The path to one of a group's members. */
export function memberPath(path: Path, group: Group, index: number): Path {
  return group.type === 'not' ? [...path, 'of'] : [...path, 'of', index]
}

/** With one condition more beside what is at a path: in it where it is a group of several, else in a group with it. */
export function withAnother(targeting: Targeting, path: Path, another: Condition): Targeting {
  const condition = conditionAt(targeting, path)
  if (condition === undefined) return targeting
  if (condition.type === 'all' || condition.type === 'any')
    return inserted(targeting, [...path, 'of'], condition.of.length, another)
  return replaced(targeting, path, { type: 'all', of: [condition, another] })
}

/** With the condition in a group of its own. */
export function grouped(targeting: Targeting, path: Path, type: GroupType): Targeting {
  const condition = conditionAt(targeting, path)
  if (condition === undefined) return targeting
  return replaced(targeting, path, { type, of: type === 'not' ? condition : [condition] })
}

/** With a group's members in its place, where there is room for them; else as it was. */
export function ungrouped(targeting: Targeting, path: Path): Targeting {
  const group = conditionAt(targeting, path)
  if (group === undefined || !isGroup(group)) return targeting
  const members = membersOf(group)
  const [only, ...others] = members
  if (only !== undefined && others.length === 0) return replaced(targeting, path, only)
  const [list, index] = [path.slice(0, -1), path.at(-1)]
  if (typeof index !== 'number') return targeting
  return members.reduce(
    (edited, member, i) => inserted(edited, list, index + i, member),
    without(targeting, path),
  )
}

export function canUngroup(targeting: Targeting, path: Path): boolean {
  return ungrouped(targeting, path) !== targeting
}

/** Without the condition; a `not` goes with what it turned round, and a rule that asks for nothing holds always. */
export function withoutCondition(targeting: Targeting, path: Path): Targeting {
  const last = path.at(-1)
  if (typeof last === 'number') return without(targeting, path)
  if (last === 'of') return withoutCondition(targeting, path.slice(0, -1))
  return replaced(targeting, path, { type: 'all', of: [] })
}

function conditionAt(targeting: Targeting, path: Path): Condition | undefined {
  return valueAt(targeting, path) as Condition | undefined
}

/** A rule for a new condition, with an id that none of the others has. */
export function newRule({ rules }: Targeting, variants: readonly string[]): Rule {
  const ids = new Set(rules.map(({ id }) => id))
  let number = rules.length + 1
  while (ids.has(`rule-${number}`)) number++
  return {
    id: `rule-${number}`,
    when: newCondition('attribute'),
    serve: { type: 'variant', variant: variants[0] ?? '' },
  }
}
