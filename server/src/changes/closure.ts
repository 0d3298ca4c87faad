import {
  type Node,
  nodeName,
  type Reference,
  type ReferenceLookup,
  segmentReferences,
  settingsReferences,
} from '@ripcord/model'
import type { After } from './after.js'

/** Flags and segments of one environment with all that they refer to, as they would be after some writes. */
export interface Closure extends ReferenceLookup {
  readonly nodes: ReadonlyMap<string, Node>
}

/** Reads `roots` and all that they refer to, a level at a time. */
export function readClosure(after: After, environment: string, roots: Iterable<Node>): Closure {
  const nodes = new Map<string, Node>()
  const known = new Map<string, readonly Reference[]>()

  function references(node: Node): readonly Reference[] {
    const name = nodeName(node)
    const before = known.get(name)
    if (before !== undefined) return before
    const found = referencesOf(after, environment, node)
    known.set(name, found)
    return found
  }

  let level = [...roots]
  while (level.length > 0) {
    const fresh = level.filter((node) => !nodes.has(nodeName(node)))
    for (const node of fresh) nodes.set(nodeName(node), { kind: node.kind, key: node.key })
    needNodes(after, environment, fresh)
    level = fresh.flatMap(references)
  }
  return {
    nodes,
    references,
    flag: (key) => after.get('flag', null, key) ?? undefined,
    hasSegment: (key) => Boolean(after.get('segment', environment, key)),
  }
}

function needNodes(after: After, environment: string, nodes: readonly Node[]): void {
  const flags = nodes.filter(({ kind }) => kind === 'flag').map(({ key }) => key)
  const segments = nodes.filter(({ kind }) => kind === 'segment').map(({ key }) => key)
  after.need([
    { kind: 'flag', environment: null, keys: flags },
    { kind: 'flagSettings', environment, keys: flags },
    { kind: 'segment', environment, keys: segments },
  ])
}

function referencesOf(after: After, environment: string, { kind, key }: Node): Reference[] {
  if (kind === 'segment') {
    const segment = after.get('segment', environment, key)
    return segment ? segmentReferences(segment) : []
  }
  const definition = after.get('flag', null, key)
  const settings = after.get('flagSettings', environment, key)
  return definition && !definition.archived && settings ? settingsReferences(settings) : []
}
