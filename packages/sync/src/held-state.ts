import type { SectionHashes, SentEntity, StateHash } from '@ripcord/model'
import {
  emptyStateHash,
  entityHashWords,
  type HashWords,
  hashOfWords,
  type Section,
  sections,
  toggleHashWords,
  wordsOfHash,
} from '@ripcord/model/plain'

/** What a section of the wire has to be for a state to read it. */
export interface SectionEntities {
  name: string
  entities: readonly SentEntity[]
}

interface Held {
  entity: SentEntity
  hash: HashWords
}

type HeldSection = Map<string, Held>

/** A change of one section, worked out and not yet made. */
interface Draft {
  section: Section
  /** By id; undefined = gone. */
  writes: Map<string, Held | undefined>
  hash: HashWords
}

export type ChangeOutcome =
  | { type: 'applied'; entities: SentEntity[] }
  /** Nothing was changed: the result would not have had the hash that it should have. */
  | { type: 'mismatch'; hashes: SectionHashes }

/**
 * The entities that an environment's state is made of, with their hashes. It knows nothing of what they mean: kinds and
 * fields that this version can't read are held too, since the hashes cover them.
 */
export class HeldState {
  #sections = new Map<Section, HeldSection>(sections.map((section) => [section, new Map()]))
  #hashes = emptyHashes()

  static of(content: readonly SectionEntities[]): HeldState {
    const state = new HeldState()
    state.#commit(state.#draft(content))
    return state
  }

  /** From entities alone, as a disk keeps them: each in the section of its kind, an unknown kind among the flags. */
  static ofEntities(entities: readonly SentEntity[]): HeldState {
    const kills = entities.filter((entity) => entity.kind === 'kill')
    const flags = entities.filter((entity) => entity.kind !== 'kill')
    return HeldState.of([
      { name: 'kills', entities: kills },
      { name: 'flags', entities: flags },
    ])
  }

  get hashes(): SectionHashes {
    return this.#hashes
  }

  *entities(): IterableIterator<SentEntity> {
    for (const section of this.#sections.values()) for (const held of section.values()) yield held.entity
  }

  *ofKind(section: Section, kind: string): IterableIterator<SentEntity> {
    for (const held of this.#sections.get(section)?.values() ?? [])
      if (held.entity.kind === kind) yield held.entity
  }

  has(section: Section, kind: string, key: string): boolean {
    return this.#sections.get(section)?.has(idOf(kind, key)) ?? false
  }

  /** Makes the changes as one, or, where the result would not have the hashes `expected`, none of them. */
  apply(changes: readonly SectionEntities[], expected: SectionHashes): ChangeOutcome {
    const drafts = this.#draft(changes)
    const hashes = this.#hashesAfter(drafts)
    if (!sameHashes(hashes, expected)) return { type: 'mismatch', hashes }
    this.#commit(drafts)
    return { type: 'applied', entities: changes.flatMap((section) => [...section.entities]) }
  }

  /** As `apply`, trusting the sender. */
  applyUnchecked(changes: readonly SectionEntities[]): void {
    this.#commit(this.#draft(changes))
  }

  #draft(changes: readonly SectionEntities[]): Draft[] {
    const drafts = new Map<Section, Draft>()
    for (const { name, entities } of changes) {
      const section = sections.find((known) => known === name)
      if (section === undefined) continue
      const draft = drafts.get(section) ?? {
        section,
        writes: new Map(),
        hash: wordsOfHash(this.#hashes[section]),
      }
      drafts.set(section, draft)
      for (const entity of entities) this.#write(draft, entity)
    }
    return [...drafts.values()]
  }

  #write(draft: Draft, entity: SentEntity): void {
    const id = idOf(entity.kind, entity.key)
    const before = draft.writes.has(id) ? draft.writes.get(id) : this.#sections.get(draft.section)?.get(id)
    if (before !== undefined) toggleHashWords(draft.hash, before.hash)
    const after = entity.value === null ? undefined : heldOf(entity)
    if (after !== undefined) toggleHashWords(draft.hash, after.hash)
    draft.writes.set(id, after)
  }

  #hashesAfter(drafts: readonly Draft[]): SectionHashes {
    const hashes = { ...this.#hashes }
    for (const draft of drafts) hashes[draft.section] = hashOfWords(draft.hash)
    return hashes
  }

  #commit(drafts: readonly Draft[]): void {
    this.#hashes = this.#hashesAfter(drafts)
    for (const { section, writes } of drafts) {
      const held = this.#sections.get(section)
      for (const [id, write] of writes) {
        if (write === undefined) held?.delete(id)
        else held?.set(id, write)
      }
    }
  }
}

/** Whether two states are the same, in the sections that this version reads. */
export function sameHashes(one: SectionHashes, other: SectionHashes): boolean {
  return sections.every((section) => one[section] === other[section])
}

function heldOf(entity: SentEntity): Held {
  return { entity, hash: entityHashWords(entity.kind, entity.key, entity.value) }
}

function idOf(kind: string, key: string): string {
  return `${kind}\u0000${key}`
}

function emptyHashes(): { [S in Section]: StateHash } {
  return { kills: emptyStateHash, flags: emptyStateHash }
}
