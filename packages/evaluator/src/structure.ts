import { limits } from '@ripcord/model/plain'
import type { Reference } from './plan.js'

/** A flag or segment as far as its references go. */
export interface GraphNode {
  readonly references: readonly Reference[]
  /** How many conditions it has itself. */
  readonly conditions: number
  /** Whether it could not be read. */
  readonly isBroken: boolean
}

/** How the entities of a ruleset hang together: found from what was sent alone, whatever is killed or overridden. */
export interface Structure {
  /** What refers to something, or is referred to; an entity comes after all that it refers to. */
  readonly order: readonly Reference[]
  /** All that was found on the way, what is missing included. */
  readonly known: ReadonlySet<Reference>
  /** Why an entity that could be read can't be used. */
  readonly faults: ReadonlyMap<Reference, string>
}

interface Measure {
  /** References to follow at most. */
  readonly depth: number
  /** Conditions that one evaluation looks at, at most. */
  readonly cost: number
}

/** Follows all references from `roots`, once. */
export function findStructure(
  roots: Iterable<Reference>,
  nodeOf: (reference: Reference) => GraphNode | undefined,
): Structure {
  const circles = findCircles(roots, nodeOf)
  const faults = new Map<Reference, string>()
  const measures = new Map<Reference, Measure>()
  const order: Reference[] = []
  const known = new Set<Reference>()
  for (const members of circles) {
    for (const member of members) {
      known.add(member)
      const node = nodeOf(member)
      if (node === undefined) continue
      order.push(member)
      if (node.isBroken) continue
      const isCircle = members.length > 1 || node.references.includes(member)
      const found = isCircle ? describeCircle(members) : measure(node, nodeOf, faults, measures)
      if (typeof found === 'string') faults.set(member, found)
      else measures.set(member, found)
    }
  }
  return { order, known, faults }
}

function describeCircle(members: readonly Reference[]): string {
  const shown = members.slice(0, 5).map(nameOf)
  return `refers to itself, by way of ${shown.join(', ')}${members.length > 5 ? ' and others' : ''}`
}

function nameOf(reference: Reference): string {
  const colon = reference.indexOf(':')
  return `${reference.slice(0, colon)} ${JSON.stringify(reference.slice(colon + 1))}`
}

/** Depth and cost of a node, or what is wrong with what it refers to. */
function measure(
  node: GraphNode,
  nodeOf: (reference: Reference) => GraphNode | undefined,
  faults: ReadonlyMap<Reference, string>,
  measures: ReadonlyMap<Reference, Measure>,
): Measure | string {
  let depth = 0
  let cost = 1 + node.conditions
  for (const reference of node.references) {
    const target = nodeOf(reference)
    if (target === undefined) return `${nameOf(reference)} is missing`
    const isUsable = !target.isBroken && !faults.has(reference)
    // A flag that can't be used answers PARSE_ERROR, which leaves a prerequisite unmet; a segment has no such answer.
    if (!isUsable && reference.startsWith('segment:')) return `${nameOf(reference)} can't be used`
    const below = measures.get(reference) ?? { depth: 0, cost: 1 }
    depth = Math.max(depth, 1 + below.depth)
    cost += below.cost
  }
  if (depth > limits.prerequisiteDepth)
    return `refers to flags or segments more than ${limits.prerequisiteDepth} levels deep`
  if (cost > limits.evaluationOperations)
    return `an evaluation could look at ${cost} conditions, expected at most ${limits.evaluationOperations}`
  return { depth, cost }
}

interface Visit {
  readonly reference: Reference
  readonly references: readonly Reference[]
  next: number
  readonly index: number
  low: number
}

/**
 * Tarjan's strongly connected components, those referred to first: a component of several members is a circle. With a
 * stack of its own, since a chain of references may be longer than the call stack.
 */
function findCircles(
  roots: Iterable<Reference>,
  nodeOf: (reference: Reference) => GraphNode | undefined,
): Reference[][] {
  const components: Reference[][] = []
  const visits = new Map<Reference, Visit>()
  const isOpen = new Set<Reference>()
  const open: Reference[] = []
  const path: Visit[] = []
  const enter = (reference: Reference): void => {
    const index = visits.size
    const references = nodeOf(reference)?.references ?? []
    const visit: Visit = { reference, references, next: 0, index, low: index }
    visits.set(reference, visit)
    isOpen.add(reference)
    open.push(reference)
    path.push(visit)
  }
  for (const root of roots) {
    if (visits.has(root)) continue
    enter(root)
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const reference = visit.references[visit.next++]
      if (reference !== undefined) {
        const seen = visits.get(reference)
        if (seen === undefined) enter(reference)
        else if (isOpen.has(reference)) visit.low = Math.min(visit.low, seen.index)
        continue
      }
      path.pop()
      const parent = path.at(-1)
      if (parent !== undefined) parent.low = Math.min(parent.low, visit.low)
      if (visit.low === visit.index) components.push(closeComponent(visit.reference, open, isOpen))
    }
  }
  return components
}

function closeComponent(root: Reference, open: Reference[], isOpen: Set<Reference>): Reference[] {
  const members = open.splice(open.lastIndexOf(root))
  for (const member of members) isOpen.delete(member)
  return members
}
