import { expect, it } from 'vitest'
import { systemClock } from '../clock.js'
import { createKeyRing } from '../secrets/create-key-ring.js'
import { openSqliteStorage } from '../storage/sqlite/open.js'
import { openSessions, owner } from './sessions.js'

it('starts with another key file: sessions have ended, it is said, and a link opens new ones', async () => {
  const storage = await openSqliteStorage({ file: ':memory:', clock: systemClock, mint: 'test' })
  const warnings: string[] = []
  const openWith = (byte: number) =>
    openSessions({
      access: storage.access,
      keyRing: createKeyRing(Buffer.alloc(32, byte), new Date()),
      clock: systemClock,
      warn: (message) => warnings.push(message),
    })
  const before = await (await openWith(1)).open(owner)
  expect(await (await openWith(1)).read(before.token)).toMatchObject({ actor: owner })
  expect(warnings).toEqual([])

  const sessions = await openWith(2)
  expect(warnings).toEqual([expect.stringContaining('all sessions have ended')])
  expect(await sessions.read(before.token)).toBeUndefined()
  const after = await sessions.open((await sessions.spendLink(await sessions.createLink())) ?? owner)
  expect(await sessions.read(after.token)).toMatchObject({ actor: owner })
  await storage.close()
})
