import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { corrupt, keyFolder, namesIn, openCache, stateAt } from '../testing/disk-caches.js'
import { epochOf, flag, kill, killEntity } from '../testing/samples.js'
import { tempFolders } from '../testing/temp-folder.js'

const tempFolder = tempFolders()

/** A cache that holds revisions 1 and 2, and one kill, of a client that is gone. */
async function filled(): Promise<string> {
  const dir = tempFolder()
  const { cache } = openCache(dir)
  cache.knowEnvironment('env-1')
  await cache.storeState(stateAt(1))
  await cache.storeState(stateAt(2))
  await cache.storeKills([kill('k1', ['a'])], { epoch: epochOf(1), proof: 'proof' })
  await cache.close()
  return dir
}

describe('the last known good on disk', () => {
  it('gives back state, kills and the highest epoch, whatever time has passed', async () => {
    const { cache, lines } = openCache(await filled())
    expect(cache.seed.state).toMatchObject({ position: { epoch: epochOf(1), revision: 2 }, unread: null })
    expect(cache.seed.state?.entities).toEqual([flag('flag-2')])
    expect(cache.seed.kills).toEqual([kill('k1', ['a'])])
    expect(cache.seed.highestEpoch).toEqual({ epoch: epochOf(1), proof: 'proof' })
    expect(cache.environment).toBe('env-1')
    expect(lines).toEqual([])
  })

  it('is empty where nothing was kept', () => {
    expect(openCache(tempFolder()).cache.seed).toEqual({
      state: null,
      kills: [],
      highestEpoch: null,
      follows: [],
    })
  })

  it('is readable by its user alone', async () => {
    const dir = await filled()
    expect(statSync(keyFolder(dir)).mode & 0o777).toBe(0o700)
    for (const name of namesIn(dir)) expect(statSync(join(keyFolder(dir), name)).mode & 0o777).toBe(0o600)
  })

  it('tells neither the SDK key nor its id', async () => {
    const dir = await filled()
    const everything = [
      dir,
      ...namesIn(dir).map((name) => readFileSync(join(keyFolder(dir), name), 'utf8')),
    ].join()
    expect(everything).not.toContain('0123456789abcdef')
    expect(everything).not.toContain('secret')
  })

  it('keeps two generations: the older one is served when the newer one is torn', async () => {
    const dir = await filled()
    const newer = namesIn(dir)
      .filter((name) => name.startsWith('state.'))
      .find((name) => readFileSync(join(keyFolder(dir), name), 'utf8').includes('flag-2'))
    truncateSync(join(keyFolder(dir), newer ?? ''), 300)
    const { cache, lines } = openCache(dir)
    expect(cache.seed.state?.position.revision).toBe(1)
    expect(lines).toHaveLength(1)
    expect(corrupt(dir)).toHaveLength(1)
  })

  it.each([
    ['emptied', (path: string) => writeFileSync(path, '')],
    ['torn', (path: string) => truncateSync(path, 100)],
    ['gone', (path: string) => execFileSync('rm', [path])],
  ])('takes the kills of the state where the kill file is %s', async (_, damage) => {
    const dir = tempFolder()
    const { cache } = openCache(dir)
    const drill = { ...kill('d1', ['b']), cause: 'drill' as const, endsAfterMs: 1_000 }
    const kills = [kill('k1', ['a']), drill]
    cache.knowEnvironment('env-1')
    await cache.storeKills(kills, { epoch: epochOf(1), proof: 'proof' })
    await cache.storeState({ ...stateAt(1), entities: kills.map(killEntity) })
    await cache.close()
    for (const name of namesIn(dir).filter((name) => name.startsWith('kills-')))
      damage(join(keyFolder(dir), name))
    expect(openCache(dir).cache.seed.kills).toEqual([kill('k1', ['a'])])
    // What was taken is on disk again.
    expect(openCache(dir).cache.seed.kills).toEqual([kill('k1', ['a'])])
  })

  it('knows the highest epoch from the state where the kill file is gone', async () => {
    const dir = tempFolder()
    const { cache } = openCache(dir)
    const highestEpoch = { epoch: epochOf(1), proof: 'proof' }
    await cache.storeKills([], highestEpoch)
    await cache.storeState(stateAt(1))
    await cache.close()
    for (const name of namesIn(dir).filter((name) => name.startsWith('kills-')))
      execFileSync('rm', [join(keyFolder(dir), name)])
    expect(openCache(dir).cache.seed.highestEpoch).toEqual(highestEpoch)
  })

  it('takes no kill of a state that is older than the kill file', async () => {
    const dir = tempFolder()
    const { cache } = openCache(dir)
    await cache.storeState({ ...stateAt(1), entities: [killEntity(kill('lifted', ['a']))] })
    await cache.storeKills([kill('k2', ['b'])], { epoch: epochOf(1), proof: 'proof' })
    await cache.close()
    expect(openCache(dir).cache.seed.kills).toEqual([kill('k2', ['b'])])
  })

  it('refuses the cache of another SDK key', async () => {
    const dir = await filled()
    await openCache(dir, 'rk_srv_ffffffffffffffff_other').cache.close()
    const [from = '', to = ''] = readdirSync(dir)
      .map((name) => join(dir, name))
      .sort((a, b) => readdirSync(b).length - readdirSync(a).length)
    for (const name of readdirSync(from)) copyFileSync(join(from, name), join(to, name))
    const { cache, lines } = openCache(dir, 'rk_srv_ffffffffffffffff_other')
    expect(cache.seed).toMatchObject({ state: null, kills: [] })
    expect(lines.join()).toContain('another SDK key')
  })

  it('refuses the kills of another environment than that of the state', async () => {
    const dir = await filled()
    const stranger = openCache(dir)
    stranger.cache.knowEnvironment('env-2')
    await stranger.cache.storeKills([kill('k2', ['b'])], null)
    await stranger.cache.close()
    const { cache, lines } = openCache(dir)
    expect(cache.seed.kills.map(({ killId }) => killId)).not.toContain('k2')
    expect(lines.join()).toContain('another environment')
  })

  it.each([
    ['a link', (path: string) => symlinkSync('/etc/passwd', path)],
    ['a folder', (path: string) => mkdirSync(path)],
    ['a pipe', (path: string) => execFileSync('env', ['mkfifo', path])],
    ['something enormous', (path: string) => (writeFileSync(path, ''), truncateSync(path, 2 ** 30))],
    ['an empty file', (path: string) => writeFileSync(path, '')],
  ])('refuses %s in the place of a file, and works on', async (_, make) => {
    const dir = await filled()
    const folder = keyFolder(dir)
    for (const name of namesIn(dir)) execFileSync('rm', [join(folder, name)])
    make(join(folder, 'state.a'))
    make(join(folder, 'kills-0123456789abcdef'))
    const { cache } = openCache(dir)
    expect(cache.seed).toMatchObject({ state: null, kills: [] })
    await cache.storeState(stateAt(3))
    await cache.storeKills([], null)
    expect(openCache(dir).cache.seed.state?.position.revision).toBe(3)
    expect(corrupt(dir).length).toBeLessThanOrEqual(1)
  })

  it('does without a folder that it cannot make, after one warning', async () => {
    const dir = tempFolder()
    writeFileSync(join(dir, 'file'), '')
    const { cache, lines } = openCache(join(dir, 'file', 'below'))
    await cache.storeState(stateAt(1))
    await cache.storeKills([kill('k1', ['a'])], null)
    expect(cache.seed.state).toBeNull()
    expect(lines).toHaveLength(1)
  })

  it('makes what is missing above its folder, for its user alone', () => {
    const dir = tempFolder()
    const { lines } = openCache(join(dir, 'a', 'b'))
    expect(lines).toEqual([])
    expect(statSync(join(dir, 'a')).mode & 0o777).toBe(0o700)
    expect(readdirSync(join(dir, 'a', 'b'))).toHaveLength(1)
  })

  it('survives that its folder is taken away while it runs', async () => {
    const dir = tempFolder()
    const { cache, lines } = openCache(dir)
    await cache.storeKills([], null)
    execFileSync('rm', ['-r', keyFolder(dir)])
    await cache.storeState(stateAt(1))
    await cache.storeKills([kill('k1', ['a'])], null)
    expect(lines.join()).toContain('was not written')
  })

  it('closes a folder that others could read', async () => {
    const dir = await filled()
    chmodSync(keyFolder(dir), 0o755)
    openCache(dir)
    expect(statSync(keyFolder(dir)).mode & 0o777).toBe(0o700)
  })

  it('never puts an older state above a newer one, and knows that a new epoch is newer', async () => {
    const dir = tempFolder()
    const { cache } = openCache(dir)
    await cache.storeState(stateAt(5))
    await cache.storeState(stateAt(3))
    expect(openCache(dir).cache.seed.state?.position.revision).toBe(5)
    await cache.storeState(stateAt(1, 'env-1', epochOf(2)))
    expect(openCache(dir).cache.seed.state?.position).toEqual({ epoch: epochOf(2), revision: 1 })
  })

  it('knows when a server confirmed it last', async () => {
    const dir = await filled()
    const before = Date.now()
    const { cache } = openCache(dir)
    expect(Math.abs(before - (cache.confirmedAt ?? 0))).toBeLessThan(60_000)
    for (const name of namesIn(dir)) execFileSync('touch', ['-d', '2026-01-01', join(keyFolder(dir), name)])
    const aged = openCache(dir).cache
    expect(aged.confirmedAt).toBeLessThan(before - 60_000)
    await aged.touch({ epoch: epochOf(1), revision: 2 })
    expect(openCache(dir).cache.confirmedAt).toBeGreaterThan(before - 60_000)
  })

  it('leaves no temporary files behind', async () => {
    const dir = await filled()
    expect(namesIn(dir).filter((name) => name.includes('.tmp'))).toEqual([])
  })
})

it('writes the set that was given last, however many are given meanwhile', async () => {
  const dir = tempFolder()
  const { cache } = openCache(dir)
  const sets = Array.from({ length: 20 }, (_, i) => [kill(`k${i}`, ['a'])])
  await Promise.all(sets.map((set) => cache.storeKills(set, null)))
  await cache.close()
  expect(existsSync(dir)).toBe(true)
  expect(openCache(dir).cache.seed.kills.map(({ killId }) => killId)).toEqual(['k19'])
})
