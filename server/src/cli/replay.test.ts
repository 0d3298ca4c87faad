import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { dataFolderAt } from '../data-folder.js'
import { type GuardedShop, release } from '../guard/testing/guarded-shop.js'
import { healthySeconds, openStarted, untilKilled } from '../guard/testing/seconds.js'
import { runRipcord } from './testing/run-ripcord.js'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'ripcord-replay-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

async function replay(shop: GuardedShop, ...more: string[]) {
  writeFileSync(dataFolderAt(dataDir).database, shop.die())
  const args = ['replay', release, '--project', 'shop', '--environment', 'production', ...more]
  const { exitCode, out, messages } = await runRipcord(args, { RIPCORD_DATA: dataDir })
  return { exitCode, out: out.split('\n'), messages: messages.split('\n') }
}

async function killedShop(): Promise<GuardedShop> {
  const shop = await openStarted()
  await healthySeconds(shop, 3)
  await untilKilled(shop, 5)
  return shop
}

it('prints each decision that differs from the one before, and that they are what was decided', async () => {
  const { exitCode, out } = await replay(await killedShop())
  expect(out[0]).toMatch(/^checkout-1, generation 1: \d+ seconds$/)
  expect(out.at(-2)).toMatch(/^2026-01-01T00:00:\d\d\.000Z {2}\d+ {2}kill: checkout: /)
  expect(out.at(-1)).toBe('Each decision is what was decided then.')
  expect(exitCode).toBe(0)
})

it('tells the same as JSON', async () => {
  const { out } = await replay(await killedShop(), '--json', '--generation', '1')
  expect(JSON.parse(out[0] ?? '')).toMatchObject({ release, generation: 1, differences: [] })
})

it('fails where something else was decided', async () => {
  const shop = await killedShop()
  const run = { environmentId: shop.environmentId, release, generation: 1 }
  await shop.house.storage.guardInputs.note(run, { sequence: 3, decision: { action: 'kill' } })
  const { exitCode, out, messages } = await replay(shop)
  expect(exitCode).toBe(1)
  expect(out.at(-1)).toBe('Not what was decided then: 3.')
  expect(messages).toEqual(['The guard would not decide the same again.'])
})

it('says which release it has not watched', async () => {
  const { exitCode, messages } = await replay(await killedShop(), '--generation', '7')
  expect(exitCode).toBe(3)
  expect(messages[0]).toMatch(/no release "checkout-1" in shop\/production as generation 7/)
})
