import { readdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { tempDir } from '../harness/temp-dir.js'
import { waitFor } from '../harness/wait-for.js'
import { setUp } from './setting.js'

/** Files of the last known good state, as they are on disk. */
function stateFiles(cacheDir: string): string[] {
  return readdirSync(cacheDir, { recursive: true, encoding: 'utf8' })
    .filter((name) => /state\.[ab]$/.test(name))
    .map((name) => join(cacheDir, name))
}

it('serves what it knew last after a restart with the server gone', async () => {
  const { scope, server, project, service } = await setUp()
  await project.createFlags(['a'])
  const cacheDir = tempDir(scope, 'cache')
  const before = await service({ cacheDir })
  await before.serves('a', true)
  await waitFor('the state to be on disk', () => stateFiles(cacheDir).length > 0)
  await server.kill()
  const goneSince = performance.now()
  await before.kill()

  const after = await service({ cacheDir })
  expect(await after.value('a', false)).toBe(true)
  const leastMs = performance.now() - goneSince
  const { status, source, ageMs } = await after.status()
  expect([status, source]).toEqual(['STALE', 'disk'])
  // Nobody has confirmed it since the server went. (A file's time may be a tick of the kernel behind.)
  expect(ageMs).toBeGreaterThanOrEqual(leastMs - 20)
  const asked = performance.now()
  await waitFor('time to pass', () => performance.now() - asked > 100)
  expect((await after.status()).ageMs).toBeGreaterThanOrEqual((ageMs ?? Infinity) + 100)

  await server.start()
  await after.is('READY', { timeoutMs: 60_000 })
  expect(await after.value('a', false)).toBe(true)
})

it('holds a kill over a restart with the server gone, however shortly before it came', async () => {
  const { scope, server, project, service } = await setUp()
  await project.createFlags(['a', 'b'])
  const cacheDir = tempDir(scope, 'cache')
  const before = await service({ cacheDir })
  await before.serves('a', true)
  await waitFor('the state to be on disk', () => stateFiles(cacheDir).length > 0)

  const killId = await project.kill(['a'])
  await project.reachedAll(killId, 1)
  // Acknowledged is on disk: nothing that happens from now on may lose it.
  await Promise.all([before.kill(), server.kill()])

  const after = await service({ cacheDir })
  expect(await after.details('a', true)).toMatchObject({ value: false, reason: 'DISABLED' })
  expect(await after.value('b', false)).toBe(true)
})

it('starts with torn files: an older generation or defaults, and the truth once the server answers', async () => {
  const { scope, server, project, service } = await setUp()
  await project.createFlags(['a'])
  const cacheDir = tempDir(scope, 'cache')
  const before = await service({ cacheDir })
  await before.serves('a', true)
  await waitFor('the first generation', () => stateFiles(cacheDir).length === 1)
  await project.createFlags(['b'])
  await before.serves('b', true)
  const [older] = stateFiles(cacheDir)
  await waitFor('the second generation', () => stateFiles(cacheDir).length === 2)
  await before.kill()
  await server.kill()

  for (const share of [0.99, 0.5, 0.01, 0]) {
    for (const file of stateFiles(cacheDir)) {
      if (file !== older) truncateSync(file, Math.floor(statSync(file).size * share))
    }
    const after = await service({ cacheDir })
    expect(await after.value('a', false)).toBe(true)
    expect(await after.value('b', false)).toBe(false)
    await after.kill()
  }

  for (const file of stateFiles(cacheDir)) truncateSync(file, Math.floor(statSync(file).size / 2))
  const blank = await service({ cacheDir })
  expect(await blank.value('a', false)).toBe(false)
  await server.start()
  await blank.serves('b', true, { timeoutMs: 60_000 })
})

it('shares its folder with other processes of the same service', async () => {
  const { scope, server, project, service } = await setUp()
  await project.createFlags(['a'])
  const cacheDir = tempDir(scope, 'cache')
  const both = [await service({ cacheDir }), await service({ cacheDir })]
  await Promise.all(both.map((one) => one.serves('a', true)))
  await waitFor('the state to be on disk', () => stateFiles(cacheDir).length > 0)
  const killId = await project.kill(['a'])
  await project.reachedAll(killId, 2)
  await Promise.all([server.kill(), ...both.map((one) => one.kill())])

  const again = [await service({ cacheDir }), await service({ cacheDir })]
  for (const one of again) expect(await one.value('a', true)).toBe(false)
})
