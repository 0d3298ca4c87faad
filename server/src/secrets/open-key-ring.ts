import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Clock } from '../clock.js'
import { prepareDataFolder } from '../data-folder.js'
import { createKeyRing } from './create-key-ring.js'
import { readOrMakeKeyFile } from './key-file.js'
import type { KeyRing } from './key-ring.js'

/**
 * The key ring of the file `key` in the data folder, which is made at first start (mode 0600).
 *
 * @throws Error with a sentence for the operator.
 */
export function openKeyRing(dataDir: string, clock: Clock): KeyRing {
  prepareDataFolder(dataDir)
  const { secret, createdAt } = readOrMakeKeyFile(join(dataDir, 'key'), clock, randomBytes)
  return createKeyRing(secret, createdAt)
}
