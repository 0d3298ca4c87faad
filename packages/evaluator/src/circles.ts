import type { Reference } from './plan.js'

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
export function findComponents(
  roots: Iterable<Reference>,
  referencesOf: (reference: Reference) => readonly Reference[],
): Reference[][] {
  const components: Reference[][] = []
  const visits = new Map<Reference, Visit>()
  const isOpen = new Set<Reference>()
  const open: Reference[] = []
  const path: Visit[] = []
  const enter = (reference: Reference): void => {
    const index = visits.size
    const references = referencesOf(reference)
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
