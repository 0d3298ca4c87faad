import type { FlagDefinition } from './flag.js'
import { limits } from './limits.js'
import type { Problem } from './problem.js'
import type { Reference } from './references.js'

/** What reference checks ask about one environment, as it would be after the change. */
export interface ReferenceLookup {
  /** Undefined = never existed. */
  flag(key: string): Pick<FlagDefinition, 'variants' | 'archived'> | undefined
  /** Whether it exists, and is not deleted. */
  hasSegment(key: string): boolean
  /** What a flag or segment refers to. */
  references(node: Node): readonly Reference[]
}

export type Node = Pick<Reference, 'kind' | 'key'>

/** What is wrong with what a flag or a segment refers to; paths lead into its settings, or the segment. */
export function referenceProblems(node: Node, lookup: ReferenceLookup): Problem[] {
  const references = lookup.references(node)
  const problems = references.flatMap((reference) => targetProblems(reference, lookup))
  if (problems.length > 0) return problems
  const circle = findCircle(node, lookup)
  if (circle !== undefined) return [circle]
  const depth = depthOf(node, lookup, new Map())
  if (depth <= limits.prerequisiteDepth) return []
  const message = `expected flags and segments to refer to each other over at most ${limits.prerequisiteDepth} levels, saw ${depth}`
  return [{ path: references[0]?.path ?? '', message }]
}

function targetProblems(reference: Reference, lookup: ReferenceLookup): Problem[] {
  const { kind, key, path } = reference
  const seen = key
  if (kind === 'segment') {
    if (lookup.hasSegment(key)) return []
    return [{ path, message: 'there is no such segment in this environment: create it first', seen }]
  }
  const flag = lookup.flag(key)
  if (flag === undefined) return [{ path, message: 'there is no such flag: create it first', seen }]
  if (flag.archived)
    return [{ path, message: 'this flag is archived: unarchive it, or refer to another', seen }]
  return reference.variants.flatMap((variant, i) => {
    if (Object.hasOwn(flag.variants, variant)) return []
    const message = `flag ${JSON.stringify(key)} has no such variant, it has ${Object.keys(flag.variants).join(', ')}`
    return [{ path: variantPath(reference, i), message, seen: variant }]
  })
}

/** What is asked of a flag stands beside its key: `…/flag` and `…/variants/0`. */
function variantPath({ path }: Reference, index: number): string {
  return path.replace(/flag$/, `variants/${index}`)
}

/** The reference of `node` that leads back to it, if one does. */
function findCircle(node: Node, lookup: ReferenceLookup): Problem | undefined {
  const visited = new Set<string>()
  for (const reference of lookup.references(node)) {
    const way = wayBetween(reference, node, lookup, visited)
    if (way === undefined) continue
    const keys = [node.key, ...way].join(' → ')
    const message = `this makes a circle (${keys}): leave out one of these references`
    return { path: reference.path, message, seen: reference.key }
  }
  return undefined
}

function wayBetween(
  from: Node,
  to: Node,
  lookup: ReferenceLookup,
  visited: Set<string>,
): string[] | undefined {
  if (from.kind === to.kind && from.key === to.key) return [from.key]
  const name = nodeName(from)
  if (visited.has(name)) return undefined
  visited.add(name)
  for (const next of lookup.references(from)) {
    const way = wayBetween(next, to, lookup, visited)
    if (way !== undefined) return [from.key, ...way]
  }
  return undefined
}

/** How many references follow each other from `node` on, at most; free of circles is who calls. */
function depthOf(node: Node, lookup: ReferenceLookup, known: Map<string, number>): number {
  const name = nodeName(node)
  const before = known.get(name)
  if (before !== undefined) return before
  // Kept until the real figure is there, so that a circle elsewhere ends.
  known.set(name, 0)
  const depth = lookup
    .references(node)
    .reduce((deepest, next) => Math.max(deepest, 1 + depthOf(next, lookup, known)), 0)
  known.set(name, depth)
  return depth
}

/** One name for a flag or segment of an environment: `flag:checkout-v2`. */
export function nodeName({ kind, key }: Node): string {
  return `${kind}:${key}`
}

/** The inverse of `nodeName`. */
export function parseNodeName(name: string): Node {
  const colon = name.indexOf(':')
  return { kind: name.slice(0, colon) === 'segment' ? 'segment' : 'flag', key: name.slice(colon + 1) }
}
