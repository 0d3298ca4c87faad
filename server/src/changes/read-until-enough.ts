import type { EntityQuery, Storage } from '../storage/storage.js'
import type { ProjectIndex } from './project-index.js'
import type { ProjectIndexes } from './project-indexes.js'
import { createReading, IndexNeeded, MoreReadsNeeded, type Reading } from './reading.js'

/**
 * Reads outside the lock what a pure function asks for, until it has all. Where it may ask for the index, hand in
 * `indexes`.
 */
export async function readUntilEnough<T>(
  storage: Pick<Storage, 'changes'>,
  project: string,
  ask: (state: Reading) => T,
  indexes?: ProjectIndexes,
): Promise<T> {
  let reads: EntityQuery[] = [{ kind: 'environment', environment: null }]
  let index: ProjectIndex | undefined
  for (;;) {
    try {
      return ask(createReading(await storage.changes.read(project, reads), reads, index))
    } catch (error) {
      if (error instanceof MoreReadsNeeded) reads = [...reads, ...error.queries]
      else if (error instanceof IndexNeeded && indexes !== undefined) index = await indexes.current(project)
      else throw error
    }
  }
}
