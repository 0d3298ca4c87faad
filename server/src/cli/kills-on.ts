import { randomUUID } from 'node:crypto'
import { createCommitChange } from '../changes/commit-change.js'
import { createProjectIndexes } from '../changes/project-indexes.js'
import { createKillsService } from '../kills/create-kills-service.js'
import type { KillsOn } from './kill-directly.js'

/** The service that the server runs, on an opened database: a kill is decided in one place, whoever asks for it. */
export function createKillsOn(warn: (message: string, error: unknown) => void): KillsOn {
  return (storage, keyRing, clock) => {
    const indexes = createProjectIndexes(storage)
    const commitChange = createCommitChange({ storage, indexes })
    return createKillsService({
      storage,
      clock,
      keyRing,
      indexes,
      commitChange,
      newId: randomUUID,
      // No guard is here to be asked.
      isFailing: async () => true,
      warn,
    })
  }
}
