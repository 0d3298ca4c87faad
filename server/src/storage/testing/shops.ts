import { afterEach } from 'vitest'
import type { Storage } from '../storage.js'
import { createShop } from './drafts.js'

/** For a suite: opens storages that hold the project `shop`, and closes them after each test. */
export function shopsIn(open: () => Promise<Storage>): () => Promise<Storage> {
  const opened: Storage[] = []
  afterEach(async () => {
    for (const storage of opened.splice(0)) await storage.close()
  })
  return async () => {
    const storage = await open()
    opened.push(storage)
    await createShop(storage)
    return storage
  }
}
