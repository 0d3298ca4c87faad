import type { Entities, EntityKind, Epoch, Revision } from '@ripcord/model'
import type { EntityQuery, StateView, Stored } from '../storage.js'

/** One entity as the database has it. */
export interface EntityRow {
  kind: EntityKind
  /** '' = project-wide. */
  environment: string
  key: string
  /** JSON; `null` = deleted. */
  value: string
  revision: Revision
}

interface Asked {
  everything: boolean
  keys: Set<string>
  rows: Map<string, EntityRow>
}

/** The view of what `reads` asked for. Values are parsed at the first look, and once. */
export function createStateView(
  at: { revision: Revision; epoch: Epoch },
  reads: readonly EntityQuery[],
  rows: Iterable<EntityRow>,
): StateView {
  const asked = new Map<string, Asked>()
  for (const query of reads) note(asked, query)
  for (const row of rows) asked.get(place(row.kind, row.environment))?.rows.set(row.key, row)
  const parsed = new Map<EntityRow, Stored>()

  function open<K extends EntityKind>(row: EntityRow): Stored<K> {
    let stored = parsed.get(row)
    if (stored === undefined) {
      stored = { ...row, environment: row.environment || null, value: JSON.parse(row.value) }
      parsed.set(row, stored)
    }
    return stored as Stored<K>
  }

  return {
    revision: at.revision,
    epoch: at.epoch,
    get(kind, environment, key) {
      const group = asked.get(place(kind, environment ?? ''))
      if (group === undefined || !(group.everything || group.keys.has(key)))
        throw notAsked(kind, environment, key)
      const row = group.rows.get(key)
      return row && open(row)
    },
    list(kind, environment) {
      const group = asked.get(place(kind, environment ?? ''))
      if (group === undefined) throw notAsked(kind, environment, '*')
      return [...group.rows.values()].sort(byKey).map((row) => open<typeof kind>(row))
    },
  }
}

function note(asked: Map<string, Asked>, query: EntityQuery): void {
  const at = place(query.kind, query.environment ?? '')
  const group = asked.get(at) ?? { everything: false, keys: new Set(), rows: new Map() }
  asked.set(at, group)
  if (query.keys === undefined) group.everything = true
  else for (const key of query.keys) group.keys.add(key)
}

function place(kind: keyof Entities, environment: string): string {
  return `${kind}\u0000${environment}`
}

function byKey(a: EntityRow, b: EntityRow): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0
}

function notAsked(kind: string, environment: string | null, key: string): Error {
  return new Error(`${kind} ${environment ?? '(project)'}/${key} was not asked for: add it to \`reads\``)
}
