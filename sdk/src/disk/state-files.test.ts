import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { emptyStateHash } from '@ripcord/model/plain'
import { expect, it } from 'vitest'
import { epochOf, flag } from '../testing/samples.js'
import { tempFolders } from '../testing/temp-folder.js'
import { openFolder } from './folder.js'
import { readNewestState, writeState } from './state-files.js'

const tempFolder = tempFolders()

it('refuses a file torn at any byte, and one with any byte changed, and keeps one of them for whoever looks into it', async () => {
  const folder = openFolder(tempFolder(), 'cache')
  await writeState(
    folder,
    'key',
    {
      environment: 'env-1',
      position: { epoch: epochOf(1), revision: 7 },
      hashes: { kills: emptyStateHash, flags: emptyStateHash },
      unread: null,
      entities: [flag('a')],
    },
    null,
  )
  const path = join(folder.path, readdirSync(folder.path)[0] ?? '')
  const whole = readFileSync(path)
  const refusals: string[] = []
  const read = (bytes: Uint8Array) => {
    writeFileSync(path, bytes)
    return readNewestState(folder, 'key', (because) => refusals.push(because))
  }
  for (let at = 0; at < whole.length; at++) {
    expect(read(whole.subarray(0, at))).toBeUndefined()
    const changed = Buffer.from(whole)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(read(changed)).toBeUndefined()
  }
  expect(refusals).toHaveLength(2 * whole.length)
  expect(readdirSync(folder.path)).toEqual(['cache.corrupt'])
  expect(read(whole)?.state.position.revision).toBe(7)
})
