import { describe, expect, it } from 'vitest'
import { at, fileOf, openReleaseShop, place, project, release, startRelease } from './testing/release-shop.js'

const everybody = { strategy: 'all-at-once' }
const flags = (...keys: string[]) => ({ target: { type: 'flags' as const, flags: keys } })

describe('killing a release', () => {
  it('is one change: a kill of all its flags, the old default outcomes back underneath', async () => {
    const { api, served, settings } = await openReleaseShop('a', 'b')
    await startRelease(api, everybody)
    const { head } = await api.getProject({ params: { project } })
    const killed = await api.killRelease({ params: at, body: { reason: 'errors' } })
    expect((await api.getProject({ params: { project } })).head).toBe(head + 1)
    expect(killed).toMatchObject({ status: 'killed', recovery: 'pending', killId: expect.any(String) })
    const { items } = await api.listKills({ params: place })
    expect(items).toMatchObject([{ killId: killed.killId, cause: 'manual', reason: 'errors' }])
    expect(Object.keys(items[0]?.serves ?? {})).toEqual(['a', 'b'])
    expect(await settings('a')).not.toHaveProperty('release')
    expect(await served('a')).toBe('off')
    const { items: changes } = await api.listChanges({ params: { project }, query: { limit: 1 } })
    expect(changes).toMatchObject([{ kind: 'release.killed', cause: { releases: [release] } }])
  })

  it('once is killing it for good, whoever asks again and by what episode', async () => {
    const { api } = await openReleaseShop('a', 'b')
    await startRelease(api, everybody)
    const episodes = ['alert-1', 'alert-1', 'alert-2', undefined]
    const answers = await Promise.all(
      episodes.map((episode) => api.killRelease({ params: at, body: { ...(episode && { episode }) } })),
    )
    expect(new Set(answers.map(({ killId }) => killId)).size).toBe(1)
    expect((await api.listKills({ params: place })).items).toHaveLength(1)
  })

  it('ends with a restore onto the old state, and it may run again as another generation', async () => {
    const { api, served } = await openReleaseShop('a', 'b')
    await startRelease(api, everybody)
    const { killId } = await api.killRelease({ params: at, body: {} })
    await expect(api.startRelease({ params: at, body: {} })).rejects.toMatchObject({
      problem: { code: 'release-not-ready', refusals: [{ code: 'killed' }, { code: 'killed' }] },
    })
    await api.restoreKill({ params: { ...place, kill: killId ?? '' }, body: { reason: 'fixed' } })
    expect(await served('a')).toBe('off')
    await expect(api.killRelease({ params: at, body: {} })).rejects.toMatchObject({
      problem: { code: 'kill-restored' },
    })
    const again = await api.startRelease({ params: at, body: {} })
    expect(again).toMatchObject({ generation: 2, status: 'baking', killId: null, recovery: null })
    expect((await api.killRelease({ params: at, body: {} })).killId).not.toBe(killId)
  })

  it('that serves nothing is refused, and one that was completed is killed where it stands', async () => {
    const { api, served, settings } = await openReleaseShop('a', 'b')
    await api.applyRelease({ params: at, body: fileOf(everybody) })
    await expect(api.killRelease({ params: at, body: {} })).rejects.toMatchObject({
      problem: { status: 422, code: 'nothing-to-kill' },
    })
    await api.startRelease({ params: at, body: {} })
    await api.completeRelease({ params: at, body: {} })
    expect((await api.killRelease({ params: at, body: {} })).status).toBe('killed')
    expect(await served('a')).toBe('off')
    expect((await settings('a')).default).toEqual({ type: 'variant', variant: 'on' })
  })
})

describe('killing a flag of a running release', () => {
  it('kills the release, with flags that nobody named', async () => {
    const { api, served } = await openReleaseShop('a', 'b', 'c')
    await startRelease(api, everybody)
    expect((await api.previewKill({ params: place, body: flags('a', 'c') })).releases).toEqual([release])
    const { kill } = await api.createKill({
      params: place,
      body: { ...flags('a', 'c'), serve: { type: 'variant', variant: 'other' } },
    })
    expect(Object.keys(kill.serves).sort()).toEqual(['a', 'b', 'c'])
    expect([await served('a'), await served('b')]).toEqual(['other', 'off'])
    expect(await api.getRelease({ params: at })).toMatchObject({ status: 'killed', killId: kill.killId })
  })

  it('kills it alone where that is asked for, and holds the release', async () => {
    const { api, served, settings } = await openReleaseShop('a', 'b')
    await startRelease(api, everybody)
    await api.createKill({ params: place, body: { ...flags('a'), scope: 'flag', reason: 'totals are off' } })
    expect([await served('a'), await served('b')]).toEqual(['off', 'on'])
    const { status, holds } = await api.getRelease({ params: at })
    expect({ status, holds }).toMatchObject({
      status: 'baking',
      holds: [{ reason: 'killed-flag', because: 'a was killed alone: totals are off' }],
    })
    await expect(api.completeRelease({ params: at, body: {} })).rejects.toMatchObject({
      problem: { code: 'release-held' },
    })
    await api.killRelease({ params: at, body: {} })
    expect(await settings('a')).not.toHaveProperty('release')
  })

  it('alone ends the release all the same where it was the last one that served anybody', async () => {
    const { api } = await openReleaseShop('a', 'b')
    await startRelease(api, everybody)
    await api.startDrill({ params: place, body: { ...flags('b'), endsAfterMs: 60_000 } })
    const alone = (key: string) => api.createKill({ params: place, body: { ...flags(key), scope: 'flag' } })
    await alone('a')
    expect((await api.getRelease({ params: at })).status).toBe('baking')
    const { kill } = await alone('b')
    expect(await api.getRelease({ params: at })).toMatchObject({ status: 'killed', killId: kill.killId })
  })

  it('as a drill leaves the release as it is', async () => {
    const { api } = await openReleaseShop('a', 'b')
    const { revision } = await startRelease(api, everybody)
    await api.startDrill({ params: place, body: { ...flags('a'), endsAfterMs: 60_000 } })
    expect(await api.getRelease({ params: at })).toMatchObject({ status: 'baking', revision })
  })
})
