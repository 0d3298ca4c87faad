import { randomInt } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ripcord, ripcordJson } from '../../harness/ripcord-command.js'
import { tempDir } from '../../harness/temp-dir.js'
import type { ChaosCase } from '../chaos-case.js'
import { edit } from './book.js'
import { none } from './figures.js'
import { digestOf } from './folder-digest.js'
import { openShop } from './shop.js'

const tears = { short: 6, long: 300 }
const pageBytes = 4096

/** Restores backups that are cut off, or in which one bit is another one. */
export const tornBackup: ChaosCase = {
  title: 'a torn backup: it is refused, and nothing is changed',
  async run({ scope, size, tell }) {
    const { server, project, book } = await openShop(scope)
    const { dataDir } = server
    const folder = tempDir(scope, 'backup')
    const backup = join(folder, 'ripcord.db')
    await ripcordJson(scope, dataDir, ['backup', backup])
    await edit(project, book, 'flag-0', 'after the backup')
    // Killed, so that there is a WAL to leave alone.
    await server.kill()
    const whole = readFileSync(backup)
    const before = digestOf(dataDir)
    const taken: string[] = []
    const changed: string[] = []
    const unhelpful: string[] = []
    for (let n = 0; n < tears[size]; n++) {
      const { how, bytes } = tear(whole, n)
      const torn = join(folder, 'torn.db')
      writeFileSync(torn, bytes)
      const { code, err } = await ripcord(scope, dataDir, ['restore', torn])
      if (code === 0) taken.push(how)
      if (digestOf(dataDir) !== before) changed.push(how)
      if (!/^\S+torn\.db is no backup [^\n]+$/.test(err)) unhelpful.push(`${how}: ${err}`)
      if (n % 50 === 49) tell(`${n + 1} of ${tears[size]}`)
    }
    const { code, err } = await ripcord(scope, dataDir, ['restore', backup])
    return [
      none(`of ${tears[size]} torn backups, those that were restored`, taken),
      none('torn backups that changed something in the data folder', changed),
      none('refusals that are not one sentence', unhelpful),
      none('whole backups that were refused', code === 0 ? [] : [err]),
    ]
  },
}

/** Cut off anywhere, cut off between two pages, one bit flipped: in turn. */
function tear(whole: Buffer, n: number): { how: string; bytes: Buffer } {
  if (n % 3 === 2) {
    const at = randomInt(whole.length)
    const bytes = Buffer.from(whole)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << randomInt(8))
    return { how: `a bit of byte ${at} of ${whole.length} flipped`, bytes }
  }
  const length =
    n % 3 === 0 ? randomInt(whole.length) : pageBytes * randomInt(Math.floor(whole.length / pageBytes))
  return { how: `cut off after ${length} of ${whole.length} bytes`, bytes: whole.subarray(0, length) }
}
