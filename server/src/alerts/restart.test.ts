import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { at as where } from '../releases/testing/release-shop.js'
import { createKeyRing } from '../secrets/create-key-ring.js'
import { openSqliteStorage } from '../storage/sqlite/open.js'
import { openApp } from '../testing/open-app.js'
import { alertedOn, openAlerted } from './testing/alerted-app.js'

const folder = mkdtempSync(join(tmpdir(), 'alerts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A server on a file, and a way to have another one go on with it. */
async function openOnFile(name: string) {
  const parts = { keyRing: createKeyRing(randomBytes(32), new Date(0)), every: () => () => undefined }
  const storage = (clock: { now(): Date; monotonic(): number }) =>
    openSqliteStorage({ file: join(folder, name), clock, mint: 'a test' })
  const clock = { now: () => new Date('2026-01-05T08:00:00.000Z'), monotonic: () => 0 }
  const first = await openAlerted({}, {}, { ...parts, storage: await storage(clock) })
  const restart = async () => {
    await first.app.close()
    const app = await openApp({}, { ...parts, clock: first.clock, storage: await storage(first.clock) })
    return alertedOn({ ...app, clock: first.clock }, first.source)
  }
  return { first, restart }
}

it('takes up what was open: an alert that came while the guard was suspended kills when it is armed again', async () => {
  const { first, restart } = await openOnFile('suspended.db')
  const until = new Date(first.clock.now().getTime() + 60_000).toISOString()
  await first.api.suspendRelease({ params: where, body: { until, reason: 'a rehearsal' } })
  const startsAt = first.clock.now().toISOString()
  await first.deliver({ startsAt }).expect(202)
  await first.second()
  expect((await first.release()).status).toBe('running')
  const next = await restart()
  const again = await next.deliver({ startsAt }).expect(202)
  expect(again.body).toMatchObject({ duplicates: 1, matched: [] })
  await next.second()
  expect((await next.release()).status).toBe('running')
  next.clock.advance(60_000)
  await next.second()
  expect((await next.release()).status).toBe('killed')
  expect(await next.kills()).toHaveLength(1)
})

it('takes up what held, and lets go of it when that ends', async () => {
  const { first, restart } = await openOnFile('held.db')
  const startsAt = first.clock.now().toISOString()
  await first.deliver({ status: 'nodata', startsAt }).expect(202)
  const next = await restart()
  await next.second()
  expect((await next.release()).holds.map(({ reason }) => reason)).toContain('no-data')
  await next.deliver({ status: 'resolved', startsAt }).expect(202)
  await next.second()
  expect((await next.release()).holds.map(({ reason }) => reason)).not.toContain('no-data')
})
