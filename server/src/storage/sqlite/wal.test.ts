import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../clock.js'
import { createShop, putFlag } from '../testing/drafts.js'
import { useFolder } from '../testing/folder.js'
import { openSqliteStorage } from './open.js'

const inFolder = useFolder()
const clock = systemClock
const frameBytes = 24 + 4096

/** A database as kill -9 leaves it, with twenty commits in its WAL; or with one, before what is left of the twenty. */
async function leaveOpen(name: string, begunAnew = false): Promise<string> {
  const file = inFolder(`${name}.db`)
  const storage = await openSqliteStorage({ file, clock, mint: 'test' })
  await createShop(storage)
  for (let n = 0; n < 20; n++) await putFlag(storage, `flag-${n}`, 'x')
  if (begunAnew) {
    const other = new Sqlite(file)
    other.pragma('wal_checkpoint(RESTART)')
    other.close()
    await putFlag(storage, 'flag-20', 'x')
  }
  const left = inFolder(`${name}-left.db`)
  for (const part of ['', '-wal']) copyFileSync(file + part, left + part)
  await storage.close()
  return left
}

async function warningsOf(file: string): Promise<readonly string[]> {
  const storage = await openSqliteStorage({ file, clock, mint: 'test', checkIntegrity: true })
  await storage.close()
  return storage.warnings
}

function damage(wal: string, at: number): void {
  const bytes = readFileSync(wal)
  bytes.fill(bytes[at] === 0xff ? 0 : 0xff, at, at + 8)
  writeFileSync(wal, bytes)
}

describe('a WAL that was left behind', () => {
  it('is no reason to warn where it is whole, or only its last commit is not all there', async () => {
    const whole = await leaveOpen('whole')
    const wal = readFileSync(`${whole}-wal`)
    expect(await warningsOf(whole)).toEqual([])

    const cut = await leaveOpen('cut')
    writeFileSync(`${cut}-wal`, wal.subarray(0, wal.length - frameBytes))
    expect(await warningsOf(cut)).toEqual([])

    const torn = await leaveOpen('torn')
    damage(`${torn}-wal`, wal.length - 100)
    expect(await warningsOf(torn)).toEqual([])
  })

  it.each([1, 10, 32 + 24, 32 + 30 * frameBytes + 50])(
    'is told of where it is cut off at byte %i, inside a frame',
    async (length) => {
      const file = await leaveOpen('short')
      writeFileSync(`${file}-wal`, readFileSync(`${file}-wal`).subarray(0, length))
      expect(await warningsOf(file)).toEqual([expect.stringContaining('ends in the middle of a page')])
    },
  )

  it('is no reason to warn where commits lie in it from before it was begun anew', async () => {
    const file = await leaveOpen('anew', true)
    expect(readFileSync(`${file}-wal`).length).toBeGreaterThan(20 * frameBytes)
    expect(await warningsOf(file)).toEqual([])
  })

  it.each([0, 20, 32 + 4, 32 + 8, 32 + 24 + 100, 32 + 30 * frameBytes + 50])(
    'is told of where byte %i is another one, and commits lie behind it',
    async (at) => {
      const file = await leaveOpen('damaged')
      damage(`${file}-wal`, at)
      expect(await warningsOf(file)).toEqual([expect.stringContaining('is damaged')])
    },
  )
})
