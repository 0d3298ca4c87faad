import { type Revision, type Section, type SentEntity, sectionOf, sections } from '@ripcord/model'
import type { SentChange } from '../storage/storage.js'

/**
 * An environment's state as the JSON of its entities, kept up row by row, so that the snapshot of a new position costs
 * the joining of texts and no reading.
 */
export class SentState {
  readonly #texts: { readonly [S in Section]: Map<string, string> } = { kills: new Map(), flags: new Map() }
  #revision: Revision

  constructor(revision: Revision, entities: readonly SentEntity[]) {
    this.#revision = revision
    this.#put(entities)
  }

  get revision(): Revision {
    return this.#revision
  }

  /** Takes up a row of the log; one that it has already seen changes nothing. */
  apply(row: SentChange): void {
    if (row.revision <= this.#revision) return
    this.#put(row.entities)
    this.#revision = row.revision
  }

  /** The JSON of a snapshot's sections, kills first. */
  sectionsJson(): string {
    const texts = sections.map(
      (name) =>
        `{"name":"${name}","required":true,"entities":[${[...this.#texts[name].values()].join(',')}]}`,
    )
    return `[${texts.join(',')}]`
  }

  #put(entities: readonly SentEntity[]): void {
    for (const { kind, key, value } of entities) {
      const texts = this.#texts[sectionOf[kind]]
      const id = `${kind} ${key}`
      if (value === null) texts.delete(id)
      else texts.set(id, JSON.stringify({ kind, key, value }))
    }
  }
}
