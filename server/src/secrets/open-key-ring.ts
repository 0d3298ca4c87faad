import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../clock.js'
import { dataFolderAt, prepareDataFolder } from '../data-folder.js'
import { createKeyRing } from './create-key-ring.js'
import { type OnOpenMode, readOrMakeKeyFile } from './key-file.js'
import type { KeyRing } from './key-ring.js'

export interface KeyRingOptions {
  /** Told what an operator should hear. */
  warn?: (message: string) => void
  /** Uses a key that others may read, with a warning: a kill must land. */
  takesOpenMode?: boolean
}

/**
 * The key ring of the file `key` in the data folder, which is made at first start (mode 0600).
 *
 * @throws Error with a sentence for the operator.
 */
export function openKeyRing(
  dataDir: string,
  clock: Clock,
  { warn = () => undefined, takesOpenMode = false }: KeyRingOptions = {},
): KeyRing {
  prepareDataFolder(dataDir)
  const path = join(dataDir, 'key')
  const isLost = !existsSync(path) && existsSync(dataFolderAt(dataDir).database)
  const { secret, createdAt } = readOrMakeKeyFile(path, clock, randomBytes, takesOpenMode ? warn : refuse)
  if (isLost)
    warn(
      `There was a database but no key file ${path}: a new one was made. Sessions end, and kills that SDKs bring back wait ` +
        'for a person. If there is a copy of the old one, stop the server and put it back.',
    )
  return createKeyRing(secret, createdAt)
}

const refuse: OnOpenMode = (sentence) => {
  throw new Error(sentence)
}
