import type { EntityKind, EntityWrite, Revision } from '@ripcord/model'
import type { EntityQuery, StateView } from '../storage.js'
import { readChange } from './change-rows.js'
import type { ProjectRow } from './project-rows.js'
import type { Rows } from './rows.js'
import { createStateView, type EntityRow } from './state-view.js'

/** The state after `revision`, from the after-images in the log: each change in question is read once. */
export function readAt(
  rows: Rows,
  project: ProjectRow,
  revision: Revision,
  reads: readonly EntityQuery[],
): StateView {
  const wanted = new Map<Revision, Set<string>>()
  for (const query of reads) {
    for (const one of expand(query)) {
      for (const touched of rows.changes.touched(project.id, one, revision)) {
        const refs = wanted.get(touched.revision) ?? new Set()
        wanted.set(touched.revision, refs.add(refText(query.kind, query.environment, touched.key)))
      }
    }
  }
  const found: EntityRow[] = []
  for (const [at, refs] of wanted) found.push(...imagesIn(rows, project, at, refs))
  const row = rows.changes.get(project.id, Math.min(revision, project.revision))
  const epoch = row ? readChange(row).epoch : rows.epochs.current()
  return createStateView({ revision: Math.min(revision, project.revision), epoch }, reads, found)
}

function expand(
  query: EntityQuery,
): readonly { kind: EntityKind; environment: string | null; key?: string }[] {
  return query.keys?.map((key) => ({ kind: query.kind, environment: query.environment, key })) ?? [query]
}

function imagesIn(rows: Rows, project: ProjectRow, revision: Revision, refs: Set<string>): EntityRow[] {
  const row = rows.changes.get(project.id, revision)
  if (row === undefined) return []
  return readChange(row)
    .entities.filter((image) => refs.has(refText(image.kind, image.environment, image.key)))
    .map((image: EntityWrite) => ({
      kind: image.kind,
      environment: image.environment ?? '',
      key: image.key,
      value: JSON.stringify(image.value),
      revision,
    }))
}

function refText(kind: string, environment: string | null, key: string): string {
  return `${kind}\u0000${environment ?? ''}\u0000${key}`
}
