import { limits } from '@ripcord/model/plain'
import { findComponents } from './circles.js'
import { PendingMap } from './pending-map.js'
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
  /** What names an entity, be the entity there or missing. */
  readonly dependents: Map<Reference, Set<Reference>>
  /** Of each entity that could be read and names something: how far it reaches, or why it can't be used. */
  readonly findings: Map<Reference, Finding>
}

interface Measure {
  /** References to follow at most. */
  readonly depth: number
  /** Conditions that one evaluation looks at, at most. */
  readonly cost: number
}

type Finding = Measure | string

export function newStructure(): Structure {
  return { dependents: new Map(), findings: new Map() }
}

/** Why an entity that could be read can't be used. */
export function faultOf(
  findings: { get(reference: Reference): Finding | undefined },
  reference: Reference,
): string | undefined {
  const finding = findings.get(reference)
  return typeof finding === 'string' ? finding : undefined
}

export interface StructureChange {
  readonly findings: PendingMap<Reference, Finding>
  /** All that is touched, each after what it names. */
  readonly order: readonly Reference[]
}

/**
 * What becomes of a structure when `changed` are other than they were: they and all that name them, however far, are
 * looked at; nothing else can be part of a circle with them, or reach further than before.
 */
export function changeStructure(
  before: Structure,
  changed: Iterable<Reference>,
  nodeOf: NodeOf,
): StructureChange {
  const findings = new PendingMap(before.findings)
  const order: Reference[] = []
  const naming: Reference[] = []
  const touched = touchedBy(changed, before.dependents)
  for (const reference of touched) {
    const node = nodeOf(reference)
    if (node !== undefined && node.references.length > 0) {
      naming.push(reference)
      continue
    }
    // What names nothing, or is gone, can come first.
    order.push(reference)
    if (before.findings.has(reference)) findings.set(reference, undefined)
  }
  // What could not be read answers without asking anybody: it closes no circle, and breaks only itself.
  const touchedOf = (reference: Reference) => {
    const node = nodeOf(reference)
    return node === undefined || node.isBroken ? [] : node.references.filter((named) => touched.has(named))
  }
  for (const members of findComponents(naming, touchedOf)) {
    const circle = isCircle(members, nodeOf) ? describeCircle(members) : undefined
    for (const member of members) {
      const node = nodeOf(member)
      if (node === undefined || node.references.length === 0) continue
      order.push(member)
      findings.set(member, node.isBroken ? undefined : (circle ?? measure(node, nodeOf, findings)))
    }
  }
  return { findings, order }
}

function touchedBy(
  changed: Iterable<Reference>,
  dependents: ReadonlyMap<Reference, ReadonlySet<Reference>>,
): ReadonlySet<Reference> {
  const touched = new Set(changed)
  // What is added while a set is walked is walked too.
  for (const reference of touched) dependents.get(reference)?.forEach((dependent) => touched.add(dependent))
  return touched
}

function isCircle([first, second]: readonly Reference[], nodeOf: NodeOf): boolean {
  return second !== undefined || (first !== undefined && nodeOf(first)?.references.includes(first) === true)
}

/** Sorted, so that it reads the same wherever the circle was entered. */
function describeCircle(members: readonly Reference[]): string {
  const shown = members.toSorted().slice(0, 5).map(nameOf)
  return `refers to itself, by way of ${shown.join(', ')}${members.length > 5 ? ' and others' : ''}`
}

function nameOf(reference: Reference): string {
  const colon = reference.indexOf(':')
  return `${reference.slice(0, colon)} ${JSON.stringify(reference.slice(colon + 1))}`
}

/** Depth and cost of a node, or what is wrong with what it refers to. */
function measure(node: GraphNode, nodeOf: NodeOf, findings: PendingMap<Reference, Finding>): Finding {
  let depth = 0
  let cost = 1 + node.conditions
  for (const reference of node.references) {
    const target = nodeOf(reference)
    if (target === undefined) return `${nameOf(reference)} is missing`
    const found = target.isBroken ? 'broken' : (findings.get(reference) ?? alone(target))
    // A flag that can't be used answers PARSE_ERROR, which leaves a prerequisite unmet; a segment has no such answer.
    if (typeof found === 'string' && reference.startsWith('segment:'))
      return `${nameOf(reference)} can't be used`
    const below = typeof found === 'string' ? unusable : found
    depth = Math.max(depth, 1 + below.depth)
    cost += below.cost
  }
  if (depth > limits.prerequisiteDepth)
    return `refers to flags or segments more than ${limits.prerequisiteDepth} levels deep`
  if (cost > limits.evaluationOperations)
    return `an evaluation could look at ${cost} conditions, expected at most ${limits.evaluationOperations} (a regular expression counts as ${limits.patternCost})`
  return { depth, cost }
}

const unusable: Measure = { depth: 0, cost: 1 }

function alone(node: GraphNode): Measure {
  return { depth: 0, cost: 1 + node.conditions }
}

/** Keeps up what names what, for an entity whose references were others. */
export function moveReferences(
  { dependents }: Structure,
  from: Reference,
  before: readonly Reference[],
  now: readonly Reference[],
): void {
  for (const named of before) {
    const naming = dependents.get(named)
    naming?.delete(from)
    if (naming?.size === 0) dependents.delete(named)
  }
  for (const named of now) {
    const naming = dependents.get(named)
    if (naming === undefined) dependents.set(named, new Set([from]))
    else naming.add(from)
  }
}
