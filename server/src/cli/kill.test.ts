import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Actor, type Kill, limits } from '@ripcord/model'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { killWith } from '../break-glass/kill-with.js'
import { type BreakGlass, listenBreakGlass } from '../break-glass/socket.js'
import { createCommitChange } from '../changes/commit-change.js'
import { createProjectIndexes } from '../changes/project-indexes.js'
import { systemClock } from '../clock.js'
import { dataFolderAt } from '../data-folder.js'
import { createFlagsService } from '../flags/create-flags-service.js'
import { createProjectsService } from '../projects/create-projects-service.js'
import { openKeyRing } from '../secrets/open-key-ring.js'
import { openSqliteStorage } from '../storage/sqlite/open.js'
import type { Storage } from '../storage/storage.js'
import { useSeconds } from '../storage/testing/seconds.js'
import { createKillsOn } from './kills-on.js'

const bin = fileURLToPath(new URL('../../bin/ripcord.mjs', import.meta.url))
const actor: Actor = { type: 'person', id: 'ada' }

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'ripcord-cli-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

/** The command as a shell runs it: what was built, in a process of its own. */
function ripcord(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [bin, ...args], { env: { ...process.env, RIPCORD_DATA: dataDir } })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => (said.stdout += String(chunk)))
  child.stderr.on('data', (chunk) => (said.stderr += String(chunk)))
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, ...said }))
  })
}

/** A project with the flag `new-checkout`, on a storage whose reader is asked to look by hand. */
async function openShop(): Promise<{ storage: Storage; poll: () => void }> {
  const { every, pass: poll } = useSeconds()
  const { database } = dataFolderAt(dataDir)
  const storage = await openSqliteStorage({ file: database, clock: systemClock, mint: 'test', every })
  let id = 0
  const projects = createProjectsService({ ...depsOn(storage), newId: () => `id-${id++}` })
  await projects.create({ key: 'shop', name: 'Shop' }, { actor })
  await createFlag(storage, 'new-checkout')
  return { storage, poll }
}

function depsOn(storage: Storage) {
  const indexes = createProjectIndexes(storage)
  return { storage, clock: systemClock, indexes, commitChange: createCommitChange({ storage, indexes }) }
}

function createFlag(storage: Storage, key: string) {
  const flag = { key, name: key, type: 'boolean' as const, variants: { on: true, off: false } }
  return createFlagsService(depsOn(storage)).create('shop', flag, { actor })
}

/** A server, as far as the command asks one. */
function serveKills(storage: Storage): Promise<BreakGlass> {
  const kills = createKillsOn(() => {})(storage, keyRing(), systemClock)
  return listenBreakGlass({
    path: dataFolderAt(dataDir).socket,
    kill: killWith((...asked) => kills.kill(...asked)),
  })
}

const severalKills = /expected at most 1000 flags: nothing was killed.*in each of several kills/

const keyRing = () => openKeyRing(dataDir, systemClock)

const kill = [
  'kill',
  'new-checkout',
  '--project',
  'shop',
  '--environment',
  'production',
  '--reason',
  'it fails',
]

describe('ripcord kill', () => {
  it('commits a kill like any other, which another process on the database hears of', async () => {
    const { storage, poll } = await openShop()
    const heard = vi.fn<() => void>()
    storage.changes.onCommit(heard)
    const head = await storage.changes.head('shop')

    const ran = await ripcord(...kill, '--episode', 'INC-7', '--json')
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('writing to the database itself') })
    const told: { killId: string; revision: number } = JSON.parse(ran.stdout)
    expect(told).toMatchObject({ revision: head + 1, stood: false, by: 'command', episode: 'INC-7' })

    poll()
    expect(heard).toHaveBeenCalledTimes(1)
    const [environment] = await storage.projects.environments('shop')
    const environmentId = environment?.id ?? ''
    const { entities, head: sentHead } = await storage.changes.sentState(environmentId)
    const sent = entities.find(({ kind }) => kind === 'kill')?.value as unknown as Kill
    expect(sentHead.revision).toBe(told.revision)
    expect(sent).toMatchObject({
      killId: told.killId,
      cause: 'breakGlass',
      episode: 'INC-7',
      reason: 'it fails',
      serves: { 'new-checkout': { type: 'variant', variant: 'off', value: false } },
    })
    expect(keyRing().checkKill(environmentId, sent)).toBe(true)
    expect((await storage.changes.verify('shop')).firstBad).toBeUndefined()

    const again = await ripcord(...kill, '--episode', 'INC-7', '--json')
    expect(JSON.parse(again.stdout)).toMatchObject({
      killId: told.killId,
      stood: true,
      seen: expect.stringContaining('if a server has run since'),
    })
    // Something else since: the kill stands from where it was made.
    await createFlag(storage, 'other')
    const since = `stands since revision ${told.revision}, nothing is new`
    const server = await serveKills(storage)
    expect((await ripcord(...kill, '--episode', 'INC-7')).stdout).toContain(since)
    await server.close()
    expect((await ripcord(...kill, '--episode', 'INC-7')).stdout).toContain(since)
    expect(await storage.changes.head('shop')).toBe(told.revision + 1)
    await storage.close()
  })

  it('says with or without a server what to send instead of too many flags', async () => {
    const { storage } = await openShop()
    const flags = Array.from({ length: limits.flagsPerKill + 1 }, (_, n) => `flag-${n}`)
    const server = await serveKills(storage)
    const asked = await ripcord('kill', ...flags, ...kill.slice(2))
    await server.close()
    const alone = await ripcord('kill', ...flags, ...kill.slice(2))
    await storage.close()
    for (const ran of [asked, alone])
      expect(ran).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(severalKills) })
    expect(asked.stderr).not.toContain('database itself')
    expect(alone.stderr).toContain('database itself')
  })

  it('refuses a flag that is not there with 3, and changes nothing', async () => {
    const { storage } = await openShop()
    const head = await storage.changes.head('shop')
    const ran = await ripcord('kill', 'no-such-flag', ...kill.slice(2))
    expect(ran).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('no-such-flag') })
    expect(await storage.changes.head('shop')).toBe(head)
    await storage.close()
  })
})
