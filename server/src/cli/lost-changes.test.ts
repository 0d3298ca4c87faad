import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock.js'
import { dataFolderAt } from '../data-folder.js'
import { openSqliteStorage } from '../storage/sqlite/open.js'
import { createShop, putFlag } from '../storage/testing/drafts.js'
import { runRipcord } from './testing/run-ripcord.js'

const clock = systemClock
const frameBytes = 24 + 4096

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'ripcord-cli-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const ripcord = (...args: string[]) => runRipcord(args, { RIPCORD_DATA: dataDir })

/** A data folder as kill -9 leaves it: twenty flags, most of them in the WAL alone. */
async function leaveOpen(): Promise<string> {
  const { database } = dataFolderAt(dataDir)
  const made = join(dataDir, 'made.db')
  const storage = await openSqliteStorage({ file: made, clock, mint: 'test' })
  await createShop(storage)
  for (let n = 0; n < 20; n++) await putFlag(storage, `flag-${n}`, 'x')
  for (const part of ['', '-wal', '.seen']) copyFileSync(made + part, database + part)
  await storage.close()
  for (const part of ['', '.seen', '.lock']) rmSync(made + part, { force: true })
  return database
}

function damageWal(database: string): void {
  const wal = readFileSync(`${database}-wal`)
  const middle = 32 + Math.floor((wal.length / frameBytes) * 0.7) * frameBytes + 100
  wal.fill(0xff, middle, middle + 8)
  writeFileSync(`${database}-wal`, wal)
}

/** All that lies in the data folder, to the byte. */
function everything(): Map<string, string> {
  const files = readdirSync(dataDir).filter((name) => statSync(join(dataDir, name)).isFile())
  return new Map(files.map((name) => [name, readFileSync(join(dataDir, name), 'latin1')]))
}

describe('ripcord verify on a folder whose server was killed', () => {
  it('finds a log that is whole, and changes nothing in the folder', async () => {
    await leaveOpen()
    const before = everything()
    expect(await ripcord('verify')).toEqual({
      exitCode: 0,
      out: 'project shop: all 21 changes fit their hashes',
      messages: '',
    })
    expect(everything()).toEqual(before)
  })

  it('says after which revision a damaged WAL hides changes, with 1, each time, and leaves the WAL for others to see', async () => {
    const database = await leaveOpen()
    damageWal(database)
    const before = everything()
    for (const _ of ['first', 'again']) {
      const ran = await ripcord('verify', '--json')
      expect(ran.exitCode).toBe(1)
      const { logs } = JSON.parse(ran.out) as { logs: { changes: number }[] }
      expect(logs[0]?.changes).toBeLessThan(21)
      expect(ran.messages).toContain(
        `ripcord.db-wal is damaged: changes after revision ${logs[0]?.changes} of project shop can't be read`,
      )
    }
    expect(everything()).toEqual(before)
  })

  it('says so where the WAL was cut short between two commits and more of the log was seen', async () => {
    const database = await leaveOpen()
    const storage = await openSqliteStorage({ file: database, clock, mint: 'test' })
    await storage.close()
    const whole = readFileSync(database)
    const later = await openSqliteStorage({ file: database, clock, mint: 'test' })
    await putFlag(later, 'a', 'x')
    await later.close()
    writeFileSync(database, whole)
    expect(await ripcord('verify')).toMatchObject({
      exitCode: 1,
      messages: expect.stringContaining('project shop was at revision 22 and is at 21'),
    })
  })

  it('warns, and no more, where the WAL ends inside a frame and nothing that was seen is missing', async () => {
    const database = await leaveOpen()
    writeFileSync(`${database}-wal`, Buffer.concat([readFileSync(`${database}-wal`), Buffer.alloc(100)]))
    expect(await ripcord('verify')).toMatchObject({
      exitCode: 0,
      messages: expect.stringContaining('WARNING: '),
    })
  })

  it.each(['empty', 'missing'])('ends with 1 where the database is %s and a log stood there', async (how) => {
    const database = await leaveOpen()
    const storage = await openSqliteStorage({ file: database, clock, mint: 'test' })
    await storage.close()
    if (how === 'empty') writeFileSync(database, '')
    else rmSync(database)
    const before = everything()
    for (const args of [['verify'], ['backup', join(dataDir, 'b.db')], ['link']])
      expect(await ripcord(...args)).toMatchObject({
        exitCode: 1,
        out: '',
        messages: expect.stringContaining(`is ${how}, but project shop stood here at revision 21`),
      })
    expect(everything()).toEqual(before)
  })
})

describe('ripcord verify beside a server', () => {
  it('reads what the server has committed, and leaves the WAL to it', async () => {
    const { database, socket } = dataFolderAt(dataDir)
    const storage = await openSqliteStorage({ file: database, clock, mint: 'test' })
    await createShop(storage)
    const server = createServer((asker) => asker.resume()).listen(socket)
    await new Promise((resolve) => server.once('listening', resolve))
    const bytes = statSync(`${database}-wal`).size
    expect(await ripcord('verify')).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('all 1 changes'),
    })
    expect(statSync(`${database}-wal`).size).toBe(bytes)
    await new Promise((resolve) => server.close(resolve))
    await storage.close()
  })
})

describe('ripcord backup and ripcord link', () => {
  it('warn of a damaged WAL, and a backup leaves it as it is', async () => {
    const database = await leaveOpen()
    damageWal(database)
    const wal = readFileSync(`${database}-wal`)
    const warned = { exitCode: 0, messages: expect.stringContaining('WARNING: ') }
    expect(await ripcord('backup', join(dataDir, 'b.db'))).toMatchObject(warned)
    expect(readFileSync(`${database}-wal`).equals(wal)).toBe(true)
    expect(existsSync(database)).toBe(true)
    expect(await ripcord('link')).toMatchObject(warned)
  })
})
