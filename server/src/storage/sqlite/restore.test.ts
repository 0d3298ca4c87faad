import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { EntityWrite, Json, Kill, News, StoredKill } from '@ripcord/model'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../clock.js'
import type { InstanceRecord, IntakeSource, Storage } from '../storage.js'
import { actor, commit, createShop, putFlag } from '../testing/drafts.js'
import { useFolder } from '../testing/folder.js'
import { backupSqlite } from './backup.js'
import { openSqliteStorage } from './open.js'
import { restoreSqlite } from './restore.js'

const inFolder = useFolder()
const clock = systemClock
const at = '2026-03-01T12:00:00.000Z'
const lifted = { at, actor, reason: 'it works again' }

function killOf(killId: string, cause: Kill['cause'] = 'manual'): StoredKill {
  return {
    killId,
    cause,
    actor,
    reason: 'checkout fails',
    episode: `manual:${killId}`,
    firstCommit: { epoch: '01HZZZZZZZZZZZZZZZZZZZZZZZ', revision: 2, at },
    serves: { a: { type: 'callerDefault' } },
    mac: `mac of ${killId}`,
    lifted: null,
  }
}

async function put(storage: Storage, kill: StoredKill): Promise<void> {
  const { killId, episode } = kill
  const { lifted, ...record } = kill
  const entities: EntityWrite[] = [
    { kind: 'kill', environment: 'production', key: killId, value: kill },
    { kind: 'episode', environment: 'production', key: `hash-${killId}`, value: { episode, killId } },
  ]
  const value = lifted === null ? (record as unknown as Json) : null
  const sent = [{ environment: 'production', entities: [{ kind: 'kill' as const, key: killId, value }] }]
  await storage.changes.transact({ project: 'shop', reads: [] }, () => commit({ entities, sent }, null))
}

async function open(file: string, mint: string | false = 'test'): Promise<Storage> {
  return openSqliteStorage({ file, clock, mint, checkIntegrity: true })
}

async function killsIn(storage: Storage): Promise<Map<string, StoredKill | null>> {
  const view = await storage.changes.read('shop', [{ kind: 'kill', environment: 'production' }])
  return new Map(view.list('kill', 'production').map(({ key, value }) => [key, value]))
}

async function sentKills(storage: Storage): Promise<string[]> {
  const { entities } = await storage.changes.sentState('env-production')
  return entities.filter(({ kind }) => kind === 'kill').map(({ key }) => key)
}

describe('a backup', () => {
  it('is one file, taken while the database is written to, and refuses to write over another', async () => {
    const file = inFolder('ripcord.db')
    const storage = await open(file)
    await createShop(storage)
    await putFlag(storage, 'a', 'before')
    const to = inFolder('backup.db')
    const taking = backupSqlite({ file, to })
    await putFlag(storage, 'a', 'during')
    expect((await taking).bytes).toBeGreaterThan(4096)
    await putFlag(storage, 'a', 'after')
    await expect(backupSqlite({ file, to })).rejects.toThrow('is there already')
    await storage.close()
    expect(readdirSync(dirname(to)).filter((name) => name.startsWith('backup'))).toEqual(['backup.db'])

    const copy = await open(to, false)
    expect(await copy.changes.head('shop')).toBeLessThan(4)
    expect((await copy.changes.verify('shop')).firstBad).toBeUndefined()
    await copy.close()
  })
})

describe('a restore', () => {
  it('brings back the state of the backup in a new epoch, and keeps the replaced file aside', async () => {
    const file = inFolder('ripcord.db')
    const storage = await open(file)
    await createShop(storage)
    await putFlag(storage, 'a', 'old')
    await backupSqlite({ file, to: inFolder('backup.db') })
    await putFlag(storage, 'a', 'new')
    const far = `7${(await storage.epochs.current()).slice(1)}`
    const before = await storage.epochs.mint('a client has seen a later one', far)
    await storage.close()

    const report = await restoreSqlite({ backup: inFolder('backup.db'), file, clock })
    expect(report).toMatchObject({ projects: [{ key: 'shop', revision: 2 }], warnings: [] })
    expect(report.epoch > before).toBe(true)
    const replaced = await open(report.replaced ?? '', false)
    expect(await replaced.changes.head('shop')).toBe(3)
    await replaced.close()
    expect(readdirSync(dirname(file)).filter((name) => name.includes('restoring'))).toEqual([])

    const restored = await open(file)
    expect(restored.warnings).toEqual([])
    const view = await restored.changes.read('shop', [{ kind: 'flag', environment: null }])
    expect(view.get('flag', null, 'a')?.value?.name).toBe('old')
    expect((await restored.epochs.current()) > report.epoch).toBe(true)
    await restored.close()
  })

  it('carries kills over, those lifted as lifted, and drills not at all', async () => {
    const file = inFolder('ripcord.db')
    const storage = await open(file)
    await createShop(storage)
    await put(storage, killOf('stands-in-both'))
    await put(storage, killOf('lifted-since'))
    const waiting = { environmentId: 'env-production', broughtBy: 'checkout on a', since: at, settled: null }
    await storage.waitingKills.put({ ...waiting, kill: killOf('waited') })
    await backupSqlite({ file, to: inFolder('backup.db') })
    await put(storage, { ...killOf('lifted-since'), lifted })
    await put(storage, killOf('newer'))
    await put(storage, { ...killOf('came-and-went'), lifted })
    await put(storage, { ...killOf('waited'), lifted })
    await put(storage, killOf('drill', 'drill'))
    const [newer] = (await storage.changes.sentState('env-production')).entities.filter(
      ({ key }) => key === 'newer',
    )
    await storage.close()

    const report = await restoreSqlite({ backup: inFolder('backup.db'), file, clock })
    expect(report.carried).toMatchObject({ kills: 1, lifted: 3 })
    const restored = await open(file)
    expect(await killsIn(restored)).toEqual(
      new Map([
        ['came-and-went', { ...killOf('came-and-went'), lifted }],
        ['lifted-since', { ...killOf('lifted-since'), lifted }],
        ['newer', killOf('newer')],
        ['stands-in-both', killOf('stands-in-both')],
        ['waited', { ...killOf('waited'), lifted }],
      ]),
    )
    expect(await sentKills(restored)).toEqual(['newer', 'stands-in-both'])
    expect((await restored.changes.sentState('env-production')).entities).toContainEqual(newer)
    expect(await restored.waitingKills.list('env-production')).toEqual([])
    const episodes = await restored.changes.read('shop', [{ kind: 'episode', environment: 'production' }])
    expect(episodes.get('episode', 'production', 'hash-newer')?.value?.killId).toBe('newer')
    const [carrying] = await restored.changes.history('shop', { limit: 1 })
    expect(carrying).toMatchObject({
      kind: 'kill.adopted',
      actor: { type: 'system', id: 'restore' },
      environments: ['production'],
      epoch: report.epoch,
    })
    expect((await restored.changes.verify('shop')).firstBad).toBeUndefined()
    await restored.close()
  })

  it('carries the list of instances and revocations over, and lets no spent link open again', async () => {
    const file = inFolder('ripcord.db')
    const storage = await open(file)
    await createShop(storage)
    await storage.access.createLink('link', '2999-01-01T00:00:00.000Z')
    const key = { id: 'k1', environmentId: 'env-production', kind: 'server', name: 'n', hash: 'h' } as const
    await storage.keys.create({ ...key, createdAt: at, createdBy: actor, lastUsedAt: null, revokedAt: null })
    const source = { id: 's1', environmentId: 'env-production', lastUsedAt: null, revokedAt: null }
    await storage.intake.createSource(source as IntakeSource)
    await backupSqlite({ file, to: inFolder('backup.db') })
    await storage.access.spendLink('link', at)
    await storage.keys.revoke('k1', at)
    await storage.intake.revokeSource('s1', at)
    const instance = { environmentId: 'env-production', bootHash: 'b1', lastSeenAt: at } as InstanceRecord
    await storage.instances.put([instance])
    await storage.close()

    await restoreSqlite({ backup: inFolder('backup.db'), file, clock })
    const restored = await open(file)
    expect((await restored.instances.list('env-production')).map(({ bootHash }) => bootHash)).toEqual(['b1'])
    expect((await restored.keys.get('k1'))?.revokedAt).toBe(at)
    expect((await restored.intake.source('s1'))?.revokedAt).toBe(at)
    expect(await restored.access.spendLink('link', at)).toBe(false)
    await restored.close()
  })

  it('tells nothing of what waited in the backup, and nothing to a channel that was deleted since', async () => {
    const file = inFolder('ripcord.db')
    const storage = await open(file)
    await createShop(storage)
    const filter = { events: null, environments: null, releases: null }
    const channel = {
      project: 'shop',
      name: 'on call',
      type: 'webhook',
      to: 'https://receiver.example/',
    } as const
    for (const id of ['stays', 'goes'])
      await storage.notify.putChannel({
        ...channel,
        id,
        filter,
        enabled: true,
        disabledBecause: null,
        createdAt: at,
        since: at,
        box: Buffer.from('sealed'),
      })
    const news = { type: 'kill.committed' } as News
    const delivery = { id: 'd1', channelId: 'stays', project: 'shop', news, state: 'pending' } as const
    await storage.notify.add([
      { ...delivery, attempts: 0, createdAt: 1, nextAt: 1, endedAt: null, last: null },
    ])
    await backupSqlite({ file, to: inFolder('backup.db') })
    await storage.notify.removeChannel('goes')
    await storage.close()

    await restoreSqlite({ backup: inFolder('backup.db'), file, clock })
    const restored = await open(file)
    expect((await restored.notify.channels('shop')).map(({ id, enabled }) => [id, enabled])).toEqual([
      ['stays', true],
      ['goes', false],
    ])
    expect(await restored.notify.delivery('shop', 'd1')).toMatchObject({
      state: 'dead',
      last: 'A backup was restored.',
    })
    await restored.close()
  })

  it('refuses while a server holds the database, and changes nothing', async () => {
    const file = inFolder('ripcord.db')
    const storage = await open(file)
    await createShop(storage)
    await backupSqlite({ file, to: inFolder('backup.db') })
    await putFlag(storage, 'a', 'new')
    const restoring = restoreSqlite({ backup: inFolder('backup.db'), file, clock })
    await expect(restoring).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('in use'),
    })
    expect(await storage.changes.head('shop')).toBe(2)
    await storage.close()
  })

  it('refuses what is no backup, and leaves the database as it was', async () => {
    const file = inFolder('ripcord.db')
    const storage = await open(file)
    await createShop(storage)
    await storage.close()
    const backup = inFolder('backup.db')
    await expect(restoreSqlite({ backup, file, clock })).rejects.toThrow('There is no file')
    for (const text of ['', 'something else entirely, and not short either '.repeat(200)]) {
      writeFileSync(backup, text)
      await expect(restoreSqlite({ backup, file, clock })).rejects.toThrow('no backup')
    }
    const after = await open(file)
    expect(await after.changes.head('shop')).toBe(1)
    await after.close()
  })

  it('refuses a backup that is cut off, or in which one bit is another one, and touches no byte', async () => {
    const file = inFolder('ripcord.db')
    const storage = await open(file)
    await createShop(storage)
    const backup = inFolder('backup.db')
    await backupSqlite({ file, to: backup })
    await storage.close()
    const before = readFileSync(file)
    const whole = readFileSync(backup)
    const flipped = (at: number) => {
      const bytes = Buffer.from(whole)
      bytes[at] = (bytes[at] ?? 0) ^ 1
      return bytes
    }
    const torn = [
      ...[1, 4_096, 10_000, whole.length - 4_096, whole.length - 1].map((bytes) => whole.subarray(0, bytes)),
      ...[30, 5_000, whole.length - 200, whole.length - 80, whole.length - 10].map(flipped),
    ]
    for (const bytes of torn) {
      writeFileSync(backup, bytes)
      await expect(restoreSqlite({ backup, file, clock })).rejects.toThrow('no backup that can be restored')
      expect(readFileSync(file).equals(before)).toBe(true)
    }
  })

  it('refuses a plain copy of a database, and a backup whose checksum was cut off, but by force, with a warning', async () => {
    const file = inFolder('ripcord.db')
    const storage = await open(file)
    await createShop(storage)
    const sealed = inFolder('sealed.db')
    await backupSqlite({ file, to: sealed })
    await storage.close()
    const before = readFileSync(file)
    const whole = readFileSync(sealed)
    const pages = whole.length - (whole.length % 4096)
    for (const bytes of [before, whole.subarray(0, pages), whole.subarray(0, pages + 40)]) {
      const backup = inFolder('copy.db')
      writeFileSync(backup, bytes)
      await expect(restoreSqlite({ backup, file, clock })).rejects.toThrow(/nothing vouches.*`--force`/)
      expect(readFileSync(file).equals(before)).toBe(true)
      const elsewhere = inFolder(`elsewhere-${bytes.length}.db`)
      expect(await restoreSqlite({ backup, file: elsewhere, clock, force: true })).toMatchObject({
        projects: [{ key: 'shop', revision: 1 }],
        warnings: [expect.stringContaining('nothing vouches')],
      })
    }
    const flipped = Buffer.from(whole)
    flipped[5_000] = (flipped[5_000] ?? 0) ^ 1
    writeFileSync(sealed, flipped)
    await expect(restoreSqlite({ backup: sealed, file, clock, force: true })).rejects.toThrow(
      'its bytes are not',
    )
  })

  it('keeps each replaced file where it comes twice in the same second', async () => {
    const file = inFolder('ripcord.db')
    const storage = await open(file)
    await createShop(storage)
    const backup = inFolder('backup.db')
    await backupSqlite({ file, to: backup })
    await storage.close()
    const first = await restoreSqlite({ backup, file, clock })
    const second = await restoreSqlite({ backup, file, clock })
    const kept = [first.replaced ?? '', second.replaced ?? '']
    expect(new Set(kept).size).toBe(2)
    expect(kept.map((path) => existsSync(path))).toEqual([true, true])
  })

  it('works where there is no database, and says so where the one there is too damaged to carry from', async () => {
    const file = inFolder('ripcord.db')
    const storage = await open(file)
    await createShop(storage)
    for (let i = 0; i < 50; i++) await putFlag(storage, `flag-${i}`, 'x'.repeat(500))
    const backup = inFolder('backup.db')
    await backupSqlite({ file, to: backup })
    await storage.close()

    const elsewhere = inFolder('elsewhere.db')
    expect(await restoreSqlite({ backup, file: elsewhere, clock })).toMatchObject({
      replaced: null,
      warnings: [],
    })
    expect(existsSync(elsewhere)).toBe(true)

    const bytes = readFileSync(file)
    bytes.fill(0xff, 4096 * 4, 4096 * 12)
    writeFileSync(file, bytes)
    const report = await restoreSqlite({ backup, file, clock })
    expect(report.warnings).toEqual([expect.stringContaining('nothing was carried over')])
    expect(existsSync(report.replaced ?? '')).toBe(true)
    const restored = await open(file)
    expect(await restored.changes.head('shop')).toBe(51)
    await restored.close()
  })
})
