import type { Storage } from '../../server/src/storage/storage.js'

type Method = (...args: unknown[]) => unknown

/**
 * A storage whose answers take their time, so that commits fall between a question and its answer. `wait` is asked
 * before and after each call; one that never resolves is a server that has died.
 */
export function slowStorage(storage: Storage, wait: () => Promise<void>): Storage {
  const slow = { ...storage }
  return {
    ...slow,
    changes: slowly(storage.changes, wait, ['onCommit']),
    epochs: slowly(storage.epochs, wait, []),
    projects: slowly(storage.projects, wait, []),
    instances: slowly(storage.instances, wait, []),
    waitingKills: slowly(storage.waitingKills, wait, []),
  }
}

function slowly<T extends object>(port: T, wait: () => Promise<void>, atOnce: readonly string[]): T {
  const methods = Object.entries(port).map(([name, method]: [string, Method]) => {
    if (atOnce.includes(name)) return [name, method] as const
    const later = async (...args: unknown[]) => {
      await wait()
      const answer = await method(...args)
      await wait()
      return answer
    }
    return [name, later] as const
  })
  return Object.fromEntries(methods) as T
}
