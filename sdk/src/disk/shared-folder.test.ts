import { describe, expect, it } from 'vitest'
import { corrupt, namesIn, openCache, stateAt } from '../testing/disk-caches.js'
import { kill } from '../testing/samples.js'
import { tempFolders } from '../testing/temp-folder.js'

const tempFolder = tempFolders()

describe('clients that share a folder', () => {
  it('write at the same time without a torn file, and the newest state stays', async () => {
    const dir = tempFolder()
    const caches = [openCache(dir), openCache(dir), openCache(dir)]
    const seen: number[] = []
    const write = async (cache: (typeof caches)[number]['cache'], first: number) => {
      for (let revision = first; revision <= 30; revision += 3) {
        await cache.storeState(stateAt(revision))
        seen.push(openCache(dir).cache.seed.state?.position.revision ?? -1)
      }
    }
    await Promise.all(caches.map(({ cache }, index) => write(cache, index + 1)))
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(openCache(dir).cache.seed.state?.position.revision).toBe(30)
    expect(corrupt(dir)).toEqual([])
    for (const { lines } of caches) expect(lines).toEqual([])
  })

  it('each have a slot, read all kills at the start, and do not follow who lives', async () => {
    const dir = tempFolder()
    const one = openCache(dir)
    await one.cache.storeKills([kill('k1', ['a'])], null)
    const two = openCache(dir)
    await two.cache.storeKills([kill('k1', ['a']), kill('k2', ['b'])], null)
    const three = openCache(dir)
    expect(three.cache.seed.kills.map(({ killId }) => killId).sort()).toEqual(['k1', 'k2'])
    expect(three.cache.seed.follows).toEqual([])
    for (const { cache } of [one, two, three]) await cache.close()
  })

  it('follow who is gone, and take over what that one followed, until they need not', async () => {
    const dir = tempFolder()
    const one = openCache(dir)
    await one.cache.storeKills([kill('k1', ['a'])], null)
    await one.cache.close()
    const two = openCache(dir)
    const [first] = two.cache.seed.follows
    expect(two.cache.seed.follows).toHaveLength(1)
    await two.cache.storeKills(two.cache.seed.kills, null)
    await two.cache.close()
    const three = openCache(dir)
    expect(three.cache.seed.follows).toHaveLength(2)
    expect(three.cache.seed.follows).toContain(first)
    expect(three.cache.seed.kills.map(({ killId }) => killId)).toEqual(['k1'])
    three.cache.stopFollowing()
    await three.cache.storeKills([kill('k1', ['a'])], null)
    await three.cache.close()
    expect(openCache(dir).cache.seed.follows).toHaveLength(1)
  })

  it('remove the files of those that are gone once their own holds everything', async () => {
    const dir = tempFolder()
    for (let i = 0; i < 5; i++) {
      const { cache } = openCache(dir)
      await cache.storeKills([...cache.seed.kills, kill(`k${i}`, ['a'])], null)
      await cache.close()
    }
    expect(namesIn(dir).filter((name) => name.startsWith('kills-'))).toHaveLength(1)
    expect(openCache(dir).cache.seed.kills).toHaveLength(5)
  })

  it('leave no file where a client closes without a kill', async () => {
    const dir = tempFolder()
    const { cache } = openCache(dir)
    await cache.storeKills([], null)
    await cache.close()
    expect(namesIn(dir)).toEqual([])
  })
})
