import type { EntityQuery, Storage } from '../storage/storage.js'
import { createReading, MoreReadsNeeded, type Reading } from './reading.js'

/** Reads outside the lock what a pure function asks for, until it has all. */
export async function readUntilEnough<T>(
  storage: Pick<Storage, 'changes'>,
  project: string,
  ask: (state: Reading) => T,
): Promise<T> {
  let reads: EntityQuery[] = [{ kind: 'environment', environment: null }]
  for (;;) {
    try {
      return ask(createReading(await storage.changes.read(project, reads), reads, undefined))
    } catch (error) {
      if (!(error instanceof MoreReadsNeeded)) throw error
      reads = [...reads, ...error.queries]
    }
  }
}
