import type { EntityKind } from '@ripcord/model'
import { type EntityQuery, type StateView, type Stored } from '../storage/storage.js'
import type { ProjectIndex } from './project-index.js'

/**
 * What a decision reads, under the log's lock. Asking for what was not declared is no error here: the decision is
 * given up, and asked again with that read as well.
 */
export interface Reading extends StateView {
  /** Says what is going to be asked for, so that all of it is read at once. */
  need(queries: readonly EntityQuery[]): void
  /** Who refers to whom and what is killed, exactly as of this revision. */
  index(): ProjectIndex
}

/** Thrown out of a decision that asked for more than was read. */
export class MoreReadsNeeded extends Error {
  readonly queries: readonly EntityQuery[]
  constructor(queries: readonly EntityQuery[]) {
    super('the decision asked for entities that were not read')
    this.name = 'MoreReadsNeeded'
    this.queries = queries
  }
}

/** Thrown out of a decision that asked for the index while it was behind the log. */
export class IndexNeeded extends Error {
  constructor() {
    super('the decision asked for an index that is behind the log')
    this.name = 'IndexNeeded'
  }
}

export function createReading(
  state: StateView,
  reads: readonly EntityQuery[],
  index: ProjectIndex | undefined,
): Reading {
  const declared = new Declared(reads)

  function need(queries: readonly EntityQuery[]): void {
    const missing = queries.filter((query) => !declared.has(query))
    if (missing.length > 0) throw new MoreReadsNeeded(missing)
  }

  return {
    revision: state.revision,
    epoch: state.epoch,
    need,
    get<K extends EntityKind>(kind: K, environment: string | null, key: string): Stored<K> | undefined {
      need([{ kind, environment, keys: [key] }])
      return state.get(kind, environment, key)
    },
    list<K extends EntityKind>(kind: K, environment: string | null): Stored<K>[] {
      need([{ kind, environment }])
      return state.list(kind, environment)
    },
    index() {
      if (index === undefined || index.revision !== state.revision) throw new IndexNeeded()
      return index
    },
  }
}

class Declared {
  readonly #whole = new Set<string>()
  readonly #keys = new Map<string, Set<string>>()

  constructor(reads: readonly EntityQuery[]) {
    for (const query of reads) {
      if (query.keys === undefined) this.#whole.add(place(query))
      else this.#keysOf(place(query), query.keys)
    }
  }

  has(query: EntityQuery): boolean {
    const at = place(query)
    if (this.#whole.has(at)) return true
    const keys = this.#keys.get(at)
    return query.keys !== undefined && query.keys.every((key) => keys?.has(key) === true)
  }

  #keysOf(at: string, keys: readonly string[]): void {
    const known = this.#keys.get(at) ?? new Set()
    this.#keys.set(at, known)
    for (const key of keys) known.add(key)
  }
}

function place({ kind, environment }: EntityQuery): string {
  return `${kind}\u0000${environment ?? ''}`
}
