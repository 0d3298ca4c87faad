import Sqlite from 'better-sqlite3'
import { describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../clock.js'
import { StorageError } from '../storage.js'
import { commit, createShop, flagWrite, putFlag } from '../testing/drafts.js'
import { useFolder } from '../testing/folder.js'
import { useSeconds } from '../testing/seconds.js'
import { startWriter } from '../testing/writer.js'
import { openSqliteStorage } from './open.js'

const inFolder = useFolder()
const open = (file: string) => openSqliteStorage({ file, clock: systemClock, mint: 'test' })

describe('one file and several processes', () => {
  it('loses no update of two processes that write one flag', async () => {
    const file = inFolder('ripcord.db')
    const storage = await open(file)
    await createShop(storage)
    const other = startWriter(file, 100)
    const reads = [{ kind: 'flag', environment: null, keys: ['n'] }] as const
    for (let i = 0; i < 100; i++) {
      await storage.changes.transact({ project: 'shop', reads, urgent: true }, (state) => {
        const next = Number(state.get('flag', null, 'n')?.value?.name ?? 0) + 1
        return commit({ entities: [flagWrite('n', String(next))] }, next)
      })
      // Leaves the lock for the other one to take.
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    expect(await other.ended).toEqual({ code: 0, stderr: '' })
    const view = await storage.changes.read('shop', reads)
    expect(view.get('flag', null, 'n')?.value?.name).toBe('200')
    expect(await storage.changes.verify('shop')).toEqual({ rows: 201, firstBad: undefined })
    await storage.close()
  })

  it('has one server: another one waits for it to stop, and gives up', async () => {
    const file = inFolder('ripcord.db')
    const first = await open(file)
    const epoch = await first.epochs.current()
    const hurry = async () => {}
    const second = openSqliteStorage({ file, clock: systemClock, mint: 'test', pause: hurry })
    await expect(second).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('Another server'),
    })
    expect(await first.epochs.current()).toBe(epoch)

    const third = open(file)
    await first.close()
    const storage = await third
    expect((await storage.epochs.current()) > epoch).toBe(true)
    await storage.close()
  })

  it('hears of a commit of another process', async () => {
    const file = inFolder('ripcord.db')
    const { every, pass: poll } = useSeconds()
    const storage = await openSqliteStorage({ file, clock: systemClock, mint: 'test', every })
    await createShop(storage)
    const heard = vi.fn<() => void>()
    storage.changes.onCommit(heard)
    poll()
    expect(heard).not.toHaveBeenCalled()
    expect(await startWriter(file, 1).ended).toEqual({ code: 0, stderr: '' })
    poll()
    expect(heard).toHaveBeenCalledTimes(1)
    poll()
    expect(heard).toHaveBeenCalledTimes(1)
    expect(await storage.changes.head('shop')).toBe(2)
    await storage.close()
  })

  it('has every acknowledged change after kill -9 in a write loop', async () => {
    const file = inFolder('ripcord.db')
    const first = await open(file)
    await createShop(first)
    await first.close()
    let acknowledged = 0
    for (let round = 0; round < 4; round++) {
      const writer = startWriter(file, 1_000_000)
      await vi.waitFor(() => expect(writer.acknowledged.length).toBeGreaterThan(20 + 7 * round), {
        timeout: 20_000,
        interval: 1,
      })
      writer.process.kill('SIGKILL')
      expect((await writer.ended).code).toBeNull()
      acknowledged = writer.acknowledged.at(-1) ?? 0
      const storage = await openSqliteStorage({
        file,
        clock: systemClock,
        mint: 'test',
        checkIntegrity: true,
      })
      const head = await storage.changes.head('shop')
      expect(head).toBeGreaterThanOrEqual(acknowledged)
      expect(await storage.changes.verify('shop')).toEqual({ rows: head, firstBad: undefined })
      await storage.close()
    }
    expect(acknowledged).toBeGreaterThan(80)
  })

  it('lets an ordinary write give up after two seconds, and an urgent one wait on, with the event loop free', async () => {
    const file = inFolder('ripcord.db')
    let pausedMs = 0
    const pause = async (ms: number) => {
      pausedMs += ms
      await new Promise((resolve) => setImmediate(resolve))
    }
    const storage = await openSqliteStorage({ file, clock: systemClock, mint: 'test', pause })
    await createShop(storage)
    const holder = new Sqlite(file)
    holder.exec('BEGIN IMMEDIATE')
    const refused = await putFlag(storage, 'a', 'one').catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(StorageError)
    expect(refused).toMatchObject({ code: 'busy' })
    expect(pausedMs).toBe(2_000)

    pausedMs = 0
    const kill = storage.changes.transact({ project: 'shop', reads: [], urgent: true }, (_, at) =>
      commit({ entities: [flagWrite('a', 'killed')] }, at.revision),
    )
    await vi.waitFor(() => expect(pausedMs).toBeGreaterThan(2_500), { timeout: 10_000 })
    holder.exec('ROLLBACK')
    expect((await kill).result).toBe(2)
    holder.close()
    await storage.close()
  })
})
