import { limits } from '@ripcord/model/plain'
import { findComponents } from './circles.js'
import type { Reference } from './plan.js'

/** A flag or segment as far as its references go. */
export interface GraphNode {
  readonly references: readonly Reference[]
  /** How many conditions it has itself; a regular expression counts as several. */
  readonly conditions: number
  /** Whether it could not be read. */
  readonly isBroken: boolean
}

export type NodeOf = (reference: Reference) => GraphNode | undefined

/** How the entities of a ruleset hang together: found from what was sent alone, whatever is killed or overridden. */
export interface Structure {
  /** Whatever refers to something, or is referred to; an entity comes after all that it refers to. */
  readonly order: readonly Reference[]
  /** What an entity refers to, what is missing included. */
  readonly referenced: ReadonlySet<Reference>
  readonly measures: ReadonlyMap<Reference, Measure>
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
export function findStructure(roots: Iterable<Reference>, nodeOf: NodeOf): Structure {
  const order: Reference[] = []
  const referenced = new Set<Reference>()
  const measures = new Map<Reference, Measure>()
  const faults = new Map<Reference, string>()
  const structure: Structure = { order, referenced, measures, faults }
  for (const members of findComponents(roots, (reference) => nodeOf(reference)?.references ?? [])) {
    for (const member of members) {
      const node = nodeOf(member)
      if (node === undefined) continue
      order.push(member)
      for (const named of node.references) referenced.add(named)
      if (node.isBroken) continue
      const isCircle = members.length > 1 || node.references.includes(member)
      const found = isCircle ? describeCircle(members) : measure(node, nodeOf, structure)
      if (typeof found === 'string') faults.set(member, found)
      else measures.set(member, found)
    }
  }
  return structure
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
function measure(node: GraphNode, nodeOf: NodeOf, { measures, faults }: Structure): Measure | string {
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
    return `an evaluation could look at ${cost} conditions, expected at most ${limits.evaluationOperations} (a regular expression counts as ${limits.patternCost})`
  return { depth, cost }
}

/**
 * The structure after `changed`, found without following everything again: undefined where that does not do. It does
 * where nothing refers to what changed, so that it can be part of no circle, and what it refers to was measured.
 * `isOrdered`: whether the entity has a place in `before.order`.
 */
export function patchStructure(
  before: Structure,
  changed: readonly Reference[],
  nodeOf: NodeOf,
  isOrdered: (reference: Reference) => boolean,
): Structure | undefined {
  const isFar = (reference: Reference) =>
    !before.referenced.has(reference) &&
    (nodeOf(reference)?.references ?? []).every((named) => before.referenced.has(named))
  if (!changed.every(isFar)) return undefined
  const faults = new Map(before.faults)
  const added: Reference[] = []
  for (const reference of changed) {
    const node = nodeOf(reference)
    const found = node === undefined || node.isBroken ? undefined : measure(node, nodeOf, before)
    if (typeof found === 'string') faults.set(reference, found)
    else faults.delete(reference)
    if (node !== undefined && node.references.length > 0 && !isOrdered(reference)) added.push(reference)
  }
  // Nothing refers to what is added, so that it may come last.
  const order = added.length === 0 ? before.order : [...before.order, ...added]
  return { ...before, order, faults }
}
