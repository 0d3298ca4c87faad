import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSessions } from '../access/sessions.js'
import type { Kill } from '../break-glass/kill-with.js'
import type { BreakGlassKill } from '../break-glass/messages.js'
import { listenBreakGlass } from '../break-glass/socket.js'
import { systemClock } from '../clock.js'
import { dataFolderAt } from '../data-folder.js'
import { RefusedError } from '../errors.js'
import { openKeyRing } from '../secrets/open-key-ring.js'
import { openSqliteStorage } from '../storage/sqlite/open.js'
import type { Storage } from '../storage/storage.js'
import { commit, createShop, flagWrite, putFlag } from '../storage/testing/drafts.js'
import { createKillDirectly } from './kill-directly.js'
import { runRipcord } from './testing/run-ripcord.js'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'ripcord-cli-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

/** Kills as simply as can be: the flag's definition says so. */
function simpleKills(storage: Storage): { kill: Kill } {
  return {
    async kill(project, _environment, { target, episode }, { reason }) {
      if (reason === 'because') throw new RefusedError('invalid', 'Give a better reason')
      const entities = target.flags.map((flag) => flagWrite(flag, `killed for ${episode}`))
      const { result } = await storage.changes.transact({ project, reads: [], urgent: true }, (_, at) =>
        commit({ entities, sent: [] }, at.revision),
      )
      return { outcome: 'killed', kill: { killId: 'k1', revision: result } }
    },
  }
}

const ripcord = (...args: string[]) =>
  runRipcord(args, { RIPCORD_DATA: dataDir }, (terminal) =>
    createKillDirectly(simpleKills, (warning) => terminal.message(warning)),
  )

async function makeShop(): Promise<void> {
  const storage = await openSqliteStorage({
    file: dataFolderAt(dataDir).database,
    clock: systemClock,
    mint: 'test',
  })
  await createShop(storage)
  await storage.close()
}

const kill = ['kill', 'a', 'b', '--project', 'shop', '--environment', 'production', '--reason', 'it fails']

describe('ripcord', () => {
  it('starts the server', async () => {
    expect(await ripcord('start')).toEqual({ exitCode: 0, out: 'started', messages: '' })
  })

  it('explains itself on request, and refuses what it does not know with code 2', async () => {
    expect(await ripcord('--help')).toMatchObject({ exitCode: 0, out: expect.stringContaining('restore') })
    expect(await ripcord('--version')).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    })
    expect(await ripcord('fly')).toMatchObject({ exitCode: 2, out: '' })
  })
})

describe('ripcord kill', () => {
  it('asks the server that runs', async () => {
    const seen: BreakGlassKill[] = []
    const server = await listenBreakGlass({
      path: dataFolderAt(dataDir).socket,
      async kill(request) {
        seen.push(request)
        return { killId: 'k7', revision: 12, stood: false }
      },
    })
    const ran = await ripcord(...kill, '--episode', 'INC-1', '--json')
    await server.close()
    expect(ran).toMatchObject({ exitCode: 0, messages: '' })
    expect(JSON.parse(ran.out)).toMatchObject({ killId: 'k7', revision: 12, by: 'server', episode: 'INC-1' })
    expect(seen).toMatchObject([{ flags: ['a', 'b'], episode: 'INC-1', reason: 'it fails' }])
  })

  it('names all that is missing at once, with code 2', async () => {
    expect(await ripcord('kill')).toMatchObject({
      exitCode: 2,
      messages: expect.stringContaining(
        '<flag...>, --project <key>, --environment <key>, --reason <text> missing',
      ),
    })
    expect(await ripcord('kill', 'a', '--environment', 'production')).toMatchObject({
      exitCode: 2,
      messages: expect.stringContaining('error: --project <key>, --reason <text> missing'),
    })
    expect((await ripcord('kill', '--help')).out).toContain('<flag...> --project <key>')
  })

  it('tells what the server refuses, with code 3', async () => {
    const server = await listenBreakGlass({
      path: dataFolderAt(dataDir).socket,
      async kill() {
        throw new RefusedError('not-found', 'There is no flag "a"')
      },
    })
    const ran = await ripcord(...kill)
    await server.close()
    expect(ran).toEqual({ exitCode: 3, out: '', messages: 'There is no flag "a"' })
  })

  it('names the option where a refusal points into the request', async () => {
    const server = await listenBreakGlass({
      path: dataFolderAt(dataDir).socket,
      async kill() {
        throw new RefusedError('invalid', '/episode: expected at least 1 character, not 0')
      },
    })
    const ran = await ripcord(...kill, '--episode', '')
    await server.close()
    expect(ran.messages).toBe('--episode: expected at least 1 character, not 0')
  })

  it('writes the database itself where no server runs, in the same life of the database', async () => {
    await makeShop()
    const ran = await ripcord(...kill, '--json')
    expect(ran.exitCode).toBe(0)
    expect(JSON.parse(ran.out)).toMatchObject({
      revision: 2,
      by: 'command',
      seen: expect.stringContaining('when the server is up again'),
    })
    const { database } = dataFolderAt(dataDir)
    const storage = await openSqliteStorage({ file: database, clock: systemClock, mint: false })
    const [first, second] = await storage.changes.changesAfter('shop', 0, 10)
    expect(second?.epoch).toBe(first?.epoch)
    expect((await storage.changes.verify('shop')).firstBad).toBeUndefined()
    await storage.close()
  })

  it('writes the database itself where the server hangs, and says that SDKs will have it at once', async () => {
    await makeShop()
    const hanging = createServer((socket) => socket.resume()).listen(dataFolderAt(dataDir).socket)
    await new Promise((resolve) => hanging.once('listening', resolve))
    const ran = await ripcord(...kill)
    await new Promise((resolve) => hanging.close(resolve))
    expect(ran).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('within a second or two'),
      messages: expect.stringContaining('does not answer'),
    })
  })

  it('lands with a key file that others may read, and without one, and says so', async () => {
    await makeShop()
    const key = join(dataDir, 'key')
    const withoutOne = await ripcord(...kill)
    expect(withoutOne).toMatchObject({ exitCode: 0, messages: expect.stringContaining('no key file') })
    chmodSync(key, 0o644)
    const readable = await ripcord(...kill)
    expect(readable).toMatchObject({ exitCode: 0, messages: expect.stringContaining('chmod 600') })
    chmodSync(key, 0o600)
    expect((await ripcord(...kill)).messages).not.toContain('key file')
  })

  it('says that a server which hangs may commit what the command could not', async () => {
    await makeShop()
    writeFileSync(join(dataDir, 'key'), 'no key', { mode: 0o600 })
    const hanging = createServer((socket) => socket.resume()).listen(dataFolderAt(dataDir).socket)
    await new Promise((resolve) => hanging.once('listening', resolve))
    const ran = await ripcord(...kill)
    await new Promise((resolve) => hanging.close(resolve))
    expect(ran).toMatchObject({ exitCode: 1, messages: expect.stringContaining('may commit the kill yet') })
    expect(ran.messages).toContain('is no key file')
  })

  it('names a flag once that was given twice', async () => {
    await makeShop()
    const ran = await ripcord('kill', 'a', 'a', 'b', 'a', ...kill.slice(3))
    expect(ran).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^a, b in production: killed/) })
  })

  it('ends with 5 where there is neither server nor database, and makes none', async () => {
    expect(await ripcord(...kill)).toMatchObject({ exitCode: 5, out: '' })
    expect(existsSync(dataFolderAt(dataDir).database)).toBe(false)
  })

  it('ends with 3 where the kill is refused without a server, too', async () => {
    await makeShop()
    const ran = await ripcord(...kill.slice(0, -1), 'because')
    expect(ran).toMatchObject({ exitCode: 3, messages: expect.stringContaining('Give a better reason') })
  })

  it.each([
    ['', '--reason: expected at least 1 character, not 0'],
    ['  ', '--reason: expected at least 1 character, not white space alone'],
    ['x'.repeat(2_001), '--reason: expected at most 2000 characters, not 2001'],
    ['bell\u0007', expect.stringContaining('--reason: has a control character')],
  ])('refuses the reason %j as the API does, and kills nothing', async (reason, told) => {
    await makeShop()
    const ran = await ripcord(...kill.slice(0, -1), reason)
    expect(ran).toMatchObject({ exitCode: 3, out: '', messages: told })
  })
})

describe('ripcord backup and restore', () => {
  it('go round', async () => {
    await makeShop()
    const backup = join(dataDir, 'backup.db')
    const backedUp = await ripcord('backup', backup)
    expect(backedUp).toMatchObject({ exitCode: 0, out: expect.stringContaining(backup) })
    expect(backedUp.messages).toContain('key file')

    const { database } = dataFolderAt(dataDir)
    const storage = await openSqliteStorage({ file: database, clock: systemClock, mint: 'test' })
    await putFlag(storage, 'a', 'later')
    expect(await ripcord('restore', backup)).toMatchObject({
      exitCode: 3,
      messages: expect.stringContaining('in use'),
    })
    await storage.close()

    const restored = await ripcord('restore', backup, '--json')
    expect(restored).toMatchObject({ exitCode: 0, messages: '' })
    expect(JSON.parse(restored.out)).toMatchObject({ projects: [{ key: 'shop', revision: 1 }], warnings: [] })
  })

  it('refuse with 3 while a server answers, with 5 where there is no database, with 1 for what is no backup', async () => {
    const path = dataFolderAt(dataDir).socket
    const server = await listenBreakGlass({
      path,
      kill: async () => ({ killId: 'k', revision: 1, stood: false }),
    })
    const backup = join(dataDir, 'backup.db')
    expect(await ripcord('restore', backup)).toMatchObject({ exitCode: 3 })
    await server.close()
    expect(await ripcord('backup', backup)).toMatchObject({ exitCode: 5 })
    expect(await ripcord('restore', backup)).toMatchObject({
      exitCode: 1,
      messages: expect.stringContaining('no file'),
    })
  })
})

describe('ripcord verify', () => {
  it('reads the whole log, beside a server too, and names the first revision that does not fit with what to do', async () => {
    await makeShop()
    const { database } = dataFolderAt(dataDir)
    const storage = await openSqliteStorage({ file: database, clock: systemClock, mint: 'test' })
    for (const name of ['x', 'y', 'z']) await putFlag(storage, 'a', name)
    expect(await ripcord('verify')).toEqual({
      exitCode: 0,
      out: 'project shop: all 4 changes fit their hashes',
      messages: '',
    })

    const raw = new Sqlite(database)
    raw.exec('DROP TRIGGER changes_stand')
    raw.exec("UPDATE changes SET body = replace(body, 'ada', 'eve') WHERE revision = 3")
    raw.close()
    const broken = await ripcord('verify', '--json')
    await storage.close()
    expect(broken).toMatchObject({
      exitCode: 1,
      messages: expect.stringMatching(/shop does not fit.*revision 3 is the first.*\n.*ripcord restore/),
    })
    expect(JSON.parse(broken.out)).toMatchObject({ logs: [{ project: 'shop', changes: 2, firstBad: 3 }] })
  })

  it('says so where a change is missing at the end, or the epochs were altered', async () => {
    await makeShop()
    const { database } = dataFolderAt(dataDir)
    const storage = await openSqliteStorage({ file: database, clock: systemClock, mint: 'test' })
    await putFlag(storage, 'a', 'x')
    await storage.close()
    const raw = new Sqlite(database)
    raw.exec('DROP TRIGGER changes_are_kept; DROP TRIGGER epochs_stand')
    raw.exec('DELETE FROM changes WHERE revision = 2')
    expect((await ripcord('verify')).messages).toContain('revision 2 is the first')
    raw.exec("UPDATE epochs SET body = replace(body, 'test', 'none')")
    raw.close()
    expect((await ripcord('verify')).messages).toContain('its epochs do not')
  })

  it('ends with 5 where there is no database', async () => {
    expect(await ripcord('verify')).toMatchObject({ exitCode: 5, out: '' })
  })
})

describe('a file that is not as it should be', () => {
  it('is named as it was given, with what was expected', async () => {
    await makeShop()
    const nowhere = join(dataDir, 'no', 'such', 'backup.db')
    const bad = join(dataDir, 'bad.db')
    writeFileSync(bad, 'no database, whatever it is called; long enough to be looked at as one')
    expect((await ripcord('backup', nowhere)).messages).toContain(
      `there is no folder ${join(dataDir, 'no', 'such')}`,
    )
    expect((await ripcord('backup', dataDir)).messages).toBe(`${dataDir} is a folder: give a file in it.`)
    expect((await ripcord('restore', dataDir)).messages).toContain(`${dataDir} is no file`)
    const restored = await ripcord('restore', bad)
    expect(restored).toMatchObject({
      exitCode: 1,
      messages: expect.stringContaining(`${bad} is no backup that can be restored`),
    })
    expect(restored.messages).not.toMatch(/\.restoring|newest backup/)
  })
})

describe('ripcord link', () => {
  it('prints a link that the server takes once, also where a person has logged in before', async () => {
    await makeShop()
    const storage = await openSqliteStorage({
      file: dataFolderAt(dataDir).database,
      clock: systemClock,
      mint: false,
    })
    const keyRing = openKeyRing(dataDir, systemClock)
    const sessions = await openSessions({
      access: storage.access,
      keyRing,
      clock: systemClock,
      warn: () => undefined,
    })
    await sessions.spendLink((await sessions.firstLink()) ?? '')
    expect(await sessions.firstLink()).toBeUndefined()

    const ran = await ripcord('link')
    expect(ran.out).toMatch(/^http:\/\/localhost:4400\/login#\S{40,}$/)
    const [, secret = ''] = ran.out.split('#')
    expect(await sessions.spendLink(secret)).toMatchObject({ type: 'person' })
    expect(await sessions.spendLink(secret)).toBeUndefined()
    await storage.close()
  })

  it('ends with 5 where there is no database', async () => {
    expect(await ripcord('link')).toMatchObject({ exitCode: 5, out: '' })
  })
})
