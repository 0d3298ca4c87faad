import { copyFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../clock.js'
import type { Storage } from '../storage.js'
import { actor, createShop, putFlag } from '../testing/drafts.js'
import { useFolder } from '../testing/folder.js'
import { useSeconds } from '../testing/seconds.js'
import { openDatabase } from './database.js'
import { createSqliteStorage, openSqliteStorage } from './open.js'

const inFolder = useFolder()
const clock = systemClock
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

async function shopWith(flags: number, file: string) {
  const storage = await openSqliteStorage({ file, clock, mint: 'test' })
  await createShop(storage)
  for (let i = 0; i < flags; i++) await putFlag(storage, `flag-${i}`, 'x')
  return storage
}

describe('the database file', () => {
  it('is WAL with synchronous=FULL when it is made and when it is opened again', async () => {
    const file = inFolder('ripcord.db')
    for (const _ of ['made', 'opened again']) {
      const db = await openDatabase({ file, create: true, pause })
      expect(db.pragma('synchronous', { simple: true })).toBe(2)
      expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
      expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
      expect(db.pragma('busy_timeout', { simple: true })).toBe(0)
      db.close()
    }
  })

  it('is for its owner alone, in a folder that is made where it is missing', async () => {
    const file = inFolder('data/ripcord.db')
    const storage = await shopWith(1, file)
    for (const part of ['', '-wal', '-shm', '.lock']) expect(statSync(file + part).mode & 0o777).toBe(0o600)
    await storage.close()
  })

  it('must be there for an opening that mints nothing', async () => {
    const file = inFolder('none.db')
    await expect(openSqliteStorage({ file, clock, mint: false })).rejects.toMatchObject({ code: 'io' })
    expect(existsSync(file)).toBe(false)
  })

  it('keeps its epoch for a guest, and gets a new one from a server', async () => {
    const file = inFolder('ripcord.db')
    const storage = await shopWith(1, file)
    const epoch = await storage.epochs.current()
    const guest = await openSqliteStorage({ file, clock, mint: false })
    expect(await guest.epochs.current()).toBe(epoch)
    await guest.close()
    await storage.close()
    const again = await openSqliteStorage({ file, clock, mint: 'start' })
    expect((await again.epochs.current()) > epoch).toBe(true)
    await again.close()
  })

  it('forgets, at an opening, links and sessions that have ended, and idempotency keys after a week', async () => {
    const file = inFolder('ripcord.db')
    const start = Date.parse('2026-03-01T00:00:00.000Z')
    const day = 24 * 3_600_000
    const openOn = (days: number) => {
      const now = () => new Date(start + days * day)
      return openSqliteStorage({ file, clock: { now, monotonic: () => 0 }, mint: 'start' })
    }
    const first = await openOn(0)
    await createShop(first)
    const keyed = (storage: Storage) =>
      storage.changes.transact(
        { project: 'shop', reads: [], idempotency: { key: 'k', fingerprint: 'f' } },
        (_, at) => ({ type: 'nothing', result: at.now.toISOString() }),
      )
    const answer = (await keyed(first)).result
    const ends = { expiresAt: new Date(start + day).toISOString(), revokedAt: null }
    await first.access.createSession({ id: 's', actor, createdAt: answer, ...ends })
    await first.close()

    const soon = await openOn(0.5)
    expect((await keyed(soon)).result).toBe(answer)
    expect(await soon.access.session('s')).toBeDefined()
    await soon.close()
    const later = await openOn(8)
    expect((await keyed(later)).result).not.toBe(answer)
    expect(await later.access.session('s')).toBeUndefined()
    await later.close()
  })

  it('is refused with what to do where it is damaged, or no database', async () => {
    const file = inFolder('ripcord.db')
    await (await shopWith(50, file)).close()
    const bytes = readFileSync(file)
    bytes.fill(0xff, 4096 * 3, 4096 * 6)
    writeFileSync(file, bytes)
    const damaged = openSqliteStorage({ file, clock, mint: 'start', checkIntegrity: true })
    await expect(damaged).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringMatching(/^[^\n*]+ is damaged \([^\n*]+\)\. [^\n]+ripcord restore[^\n]+$/),
    })
    writeFileSync(file, 'no database at all, but long enough to be looked at'.repeat(100))
    await expect(openSqliteStorage({ file, clock, mint: 'start' })).rejects.toMatchObject({ code: 'corrupt' })
  })

  it('is refused where a newer version wrote it', async () => {
    const file = inFolder('ripcord.db')
    const db = new Sqlite(file)
    db.pragma('user_version = 999')
    db.close()
    await expect(openSqliteStorage({ file, clock, mint: 'start' })).rejects.toThrow('schema 999')
  })

  it('lets nothing of the log be altered or deleted, and finds what was all the same', async () => {
    const file = inFolder('ripcord.db')
    const storage = await shopWith(5, file)
    const raw = new Sqlite(file)
    expect(() => raw.exec("UPDATE changes SET body = '{}' WHERE revision = 3")).toThrow('append-only')
    expect(() => raw.exec('DELETE FROM epochs')).toThrow('append-only')

    raw.exec('DROP TRIGGER changes_stand; DROP TRIGGER changes_are_kept; DROP TRIGGER epochs_stand')
    const tampered = async (sql: string) => {
      raw.exec('SAVEPOINT before')
      raw.exec(sql)
      raw.exec('RELEASE before')
      return (await storage.changes.verify('shop')).firstBad
    }
    const undo = (sql: string) => raw.exec(sql)
    expect(await storage.changes.verify('shop')).toEqual({ rows: 6, firstBad: undefined })
    expect(await tampered("UPDATE changes SET body = replace(body, 'ada', 'eve') WHERE revision = 4")).toBe(4)
    undo("UPDATE changes SET body = replace(body, 'eve', 'ada') WHERE revision = 4")
    expect(await tampered("UPDATE epochs SET body = replace(body, 'test', 'none')")).toBe(0)
    undo("UPDATE epochs SET body = replace(body, 'none', 'test')")
    expect((await storage.changes.verify('shop')).firstBad).toBeUndefined()
    expect(await tampered('DELETE FROM changes WHERE revision = 6')).toBe(6)
    expect(await tampered('DELETE FROM changes WHERE revision = 2')).toBe(2)
    raw.close()
    await storage.close()
  })

  it('warns loudly where an older copy stands in its place', async () => {
    const file = inFolder('ripcord.db')
    await (await shopWith(1, file)).close()
    const older = readFileSync(file)
    const storage = await openSqliteStorage({ file, clock, mint: 'start' })
    expect(storage.warnings).toEqual([])
    await putFlag(storage, 'b', 'x')
    await storage.close()

    writeFileSync(file, older)
    const rolledBack = await openSqliteStorage({ file, clock, mint: 'start' })
    expect(rolledBack.warnings).toEqual([
      expect.stringContaining('project shop was at revision 3 and is at 2'),
    ])
    await rolledBack.close()

    const warnedOnce = await openSqliteStorage({ file, clock, mint: 'start' })
    expect(warnedOnce.warnings).toEqual([])
    await warnedOnce.close()
  })

  it('tells what was lost from the end of its WAL while a server ran: within a second it is noted', async () => {
    const file = inFolder('ripcord.db')
    const { every, pass } = useSeconds()
    const storage = await openSqliteStorage({ file, clock, mint: 'start', every })
    await createShop(storage)
    for (let n = 0; n < 20; n++) await putFlag(storage, `flag-${n}`, 'x')
    pass()
    const left = inFolder('left.db')
    for (const part of ['', '-wal', '.seen']) copyFileSync(file + part, left + part)
    await storage.close()

    const frameBytes = 24 + 4096
    const wal = readFileSync(`${left}-wal`)
    writeFileSync(`${left}-wal`, wal.subarray(0, wal.length - 30 * frameBytes))
    const opened = await openSqliteStorage({ file: left, clock, mint: 'start' })
    await opened.close()
    expect(opened.warnings).toEqual([expect.stringMatching(/project shop was at revision 21 and is at \d+/)])
  })

  it.each(['empty', 'missing'])(
    'is refused where it is %s and a log stood there, whoever opens it',
    async (how) => {
      const file = inFolder('ripcord.db')
      await (await shopWith(1, file)).close()
      if (how === 'empty') writeFileSync(file, '')
      else rmSync(file)
      writeFileSync(`${file}-wal`, 'what is left')
      for (const mint of ['start', false] as const)
        await expect(openSqliteStorage({ file, clock, mint })).rejects.toMatchObject({
          code: 'corrupt',
          message: expect.stringMatching(
            new RegExp(
              `is ${how}, but project shop stood here at revision 2: restore a backup.*move \\S+\\.seen aside`,
            ),
          ),
        })
      expect(readFileSync(`${file}-wal`, 'utf8')).toBe('what is left')
      rmSync(`${file}.seen`)
      rmSync(`${file}-wal`)
      const anew = await openSqliteStorage({ file, clock, mint: 'start' })
      expect(anew.warnings).toEqual([])
      await anew.close()
    },
  )
})

describe('what SDKs are served', () => {
  it('is warned of where it is not as it was written, by name, until it is written again', async () => {
    const file = inFolder('ripcord.db')
    const open = () => openSqliteStorage({ file, clock, mint: 'start', checkIntegrity: true })
    await (await shopWith(3, file)).close()
    const raw = new Sqlite(file)
    const alter = (from: string, to: string) =>
      raw.prepare("UPDATE sent_state SET value = replace(value, ?, ?) WHERE key = 'flag-1'").run(from, to)
    expect(alter('"x"', '"y"').changes).toBe(1)
    const altered = await open()
    expect(altered.warnings).toEqual([expect.stringMatching(/shop\/production, flag flag-1 is not as/)])
    await putFlag(altered, 'flag-1', 'z')
    await altered.close()
    const healed = await open()
    expect(healed.warnings).toEqual([])
    await healed.close()
    alter('"z"', '"z')
    const unreadable = await open()
    expect(unreadable.warnings).toEqual([expect.stringContaining('flag flag-1')])
    await unreadable.close()
    raw.close()
  })
})

describe('a full disk', () => {
  const ballastOf = (onRelease: () => void) => ({ release: onRelease, keep: () => {} })

  it('refuses a change whole, goes on reading, and writes again once there is space', async () => {
    const db = await openDatabase({ file: inFolder('ripcord.db'), create: true, pause })
    const file = db.name
    const storage = await createSqliteStorage(db, { file, clock, mint: 'test' }, undefined)
    await createShop(storage)
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true }))}`)
    const big = 'x'.repeat(100_000)
    await expect(putFlag(storage, 'a', big)).rejects.toMatchObject({ code: 'full' })
    expect(await storage.changes.head('shop')).toBe(1)
    db.pragma('max_page_count = 100000')
    expect(await putFlag(storage, 'a', big)).toBe(2)
    await storage.close()
  })

  it('gives the ballast away for an urgent change alone', async () => {
    const db = await openDatabase({ file: inFolder('ripcord.db'), create: true, pause })
    const file = db.name
    let released = 0
    const ballast = ballastOf(() => {
      released++
      db.pragma('max_page_count = 100000')
    })
    const storage = await createSqliteStorage(db, { file, clock, mint: 'test' }, ballast)
    await createShop(storage)
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true }))}`)
    const write = (urgent: boolean) =>
      storage.changes.transact({ project: 'shop', reads: [], urgent }, (_, at) => ({
        type: 'commit',
        change: {
          kind: 'flags.killed',
          actor: { type: 'person', id: 'ada' },
          reason: 'x'.repeat(100_000),
          entities: [],
          sent: [],
        },
        result: at.revision,
      }))
    await expect(write(false)).rejects.toMatchObject({ code: 'full' })
    expect(released).toBe(0)
    expect((await write(true)).result).toBe(2)
    expect(released).toBe(1)
    await storage.close()
  })

  it('holds four mebibytes in a file beside the database where it is asked to', async () => {
    const file = inFolder('ripcord.db')
    const storage = await openSqliteStorage({ file, clock, mint: 'test', ballast: true })
    expect(readFileSync(`${file}.ballast`).length).toBe(4 * 1024 * 1024)
    await storage.close()
  })
})
