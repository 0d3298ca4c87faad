import { type Epoch, type Kill, type SentEntity, sectionOf, sections } from '@ripcord/model'
import type { ChangesMessage, EpochProof, KillMessage, SectionChanges } from '@ripcord/sync'
import type { SentChange } from '../storage/storage.js'

/** The kills that rows of the log bring, to be sent ahead of everything else. */
export function killMessages(rows: readonly SentChange[], epoch: Epoch, proof: EpochProof): KillMessage[] {
  return rows.flatMap(({ revision, entities }) =>
    entities.flatMap(({ kind, value }): KillMessage[] =>
      kind === 'kill' && value !== null
        ? [{ type: 'kill', epoch, proof, revision, kill: value as unknown as Kill }]
        : [],
    ),
  )
}

export function changesMessage(row: SentChange, epoch: Epoch, proof: EpochProof): ChangesMessage {
  const { from, revision, hashes, entities } = row
  return { type: 'changes', epoch, proof, from, to: revision, hashes, sections: bySection(entities) }
}

/** Rows that follow each other as one step: of an entity that changed more than once, the last word. */
export function mergeRows(rows: readonly [SentChange, ...SentChange[]]): SentChange {
  const last = rows[rows.length - 1] ?? rows[0]
  const entities = new Map<string, SentEntity>()
  for (const row of rows)
    for (const entity of row.entities) entities.set(`${entity.kind} ${entity.key}`, entity)
  return { ...last, from: rows[0].from, entities: [...entities.values()] }
}

function bySection(entities: readonly SentEntity[]): SectionChanges[] {
  return sections.flatMap((name) => {
    const own = entities.filter((entity) => sectionOf[entity.kind] === name)
    return own.length === 0 ? [] : [{ name, required: true, entities: own }]
  })
}
