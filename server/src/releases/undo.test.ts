import type { ApiClient } from '@ripcord/api'
import { describe, expect, it } from 'vitest'
import { by, openShop } from '../changes/testing/house.js'
import { at, openReleaseShop, place, project, startRelease } from './testing/release-shop.js'

const canary = { stages: [{ share: 0.5, bakeTime: '1h' }, { share: 1 }] }

async function openKilled(more: object = canary) {
  const shop = await openReleaseShop('a', 'b')
  const { api, settings } = shop
  await startRelease(api, more)
  const before = {
    release: await api.getRelease({ params: at }),
    a: await settings('a'),
    b: await settings('b'),
  }
  const { killId } = await api.killRelease({ params: at, body: { reason: 'a slip of the hand' } })
  const kill = killId ?? ''
  return { ...shop, before, kill, undo: () => shop.api.undoKill({ params: { ...place, kill } }) }
}

/** Of a release that owns the flag no other flag is killed with it: it goes on, held. */
async function killAlone(api: ApiClient, flag: string): Promise<string> {
  const target = { type: 'flags' as const, flags: [flag] }
  return (await api.createKill({ params: place, body: { target, scope: 'flag' } })).kill.killId
}

const refused = (because: RegExp) => ({
  problem: { status: 409, code: 'kill-not-undone', detail: expect.stringMatching(because) },
})

describe('a kill that is undone', () => {
  it('leaves everything as it was: the release runs on at its stage, as another generation', async () => {
    const { api, before, settings, undo } = await openKilled()
    expect(await undo()).toMatchObject({
      kill: { lifted: { reason: 'undone' } },
      stillHeld: { a: [], b: [] },
    })
    const { revision: _then, startedAt: _at, stageSince: _since, ...stood } = before.release
    expect(await api.getRelease({ params: at })).toMatchObject({ ...stood, generation: 2, killId: null })
    for (const flag of ['a', 'b'] as const) {
      const { revision: _revision, updatedAt: _updated, ...own } = { updatedAt: '', ...before[flag] }
      expect(await settings(flag)).toMatchObject({
        ...own,
        kills: [],
        release: { ...own.release, generation: 2 },
      })
    }
  })

  it('is one change, which tells what it took back', async () => {
    const { api, kill, undo } = await openKilled()
    const { head } = await api.getProject({ params: { project } })
    await undo()
    const { items } = await api.listChanges({ params: { project }, query: { limit: 1 } })
    expect(items).toMatchObject([{ revision: head + 1, kind: 'flags.restored', cause: { undone: kill } }])
  })

  it('may be killed again, and undone again', async () => {
    const { api, kill, undo } = await openKilled()
    await undo()
    const again = await api.killRelease({ params: at, body: {} })
    expect(again.killId).not.toBe(kill)
    await api.undoKill({ params: { ...place, kill: again.killId ?? '' } })
    expect(await api.getRelease({ params: at })).toMatchObject({ status: 'running', generation: 3 })
  })

  it('of a completed release leaves it completed', async () => {
    const { api, served } = await openReleaseShop('a', 'b')
    await startRelease(api, { strategy: 'all-at-once' })
    await api.completeRelease({ params: at, body: {} })
    const { killId } = await api.killRelease({ params: at, body: {} })
    await api.undoKill({ params: { ...place, kill: killId ?? '' } })
    expect(await api.getRelease({ params: at })).toMatchObject({ status: 'completed', generation: 1 })
    expect(await served('a')).toBe('on')
  })

  it('of one flag alone lets go of the release that it held', async () => {
    const { api, served } = await openReleaseShop('a', 'b')
    await startRelease(api, { strategy: 'all-at-once' })
    const kill = await killAlone(api, 'a')
    expect((await api.getRelease({ params: at })).holds).toMatchObject([{ reason: 'killed-flag' }])
    await api.undoKill({ params: { ...place, kill } })
    expect(await api.getRelease({ params: at })).toMatchObject({ holds: [], generation: 1 })
    expect(await served('a')).toBe('on')
  })

  it('of one flag alone leaves releases that another kill holds as they are', async () => {
    const { api } = await openReleaseShop('a', 'b', 'c')
    await startRelease(api, { strategy: 'all-at-once' })
    const elsewhere = await killAlone(api, 'c')
    const first = await killAlone(api, 'a')
    const undo = (killId: string) => api.undoKill({ params: { ...place, kill: killId } })
    await undo(elsewhere)
    expect((await api.getRelease({ params: at })).holds).toMatchObject([{ reason: 'killed-flag' }])
    await undo(first)
    expect((await api.getRelease({ params: at })).holds).toEqual([])
  })

  it('of one flag alone leaves the hold as long as another flag of the release is killed', async () => {
    const { api } = await openReleaseShop('a', 'b', 'c')
    const flags = ['a', 'b', 'c'].map((key) => ({ key, outgoing: 'on' }))
    await startRelease(api, { strategy: 'all-at-once', flags })
    const first = await killAlone(api, 'a')
    await killAlone(api, 'b')
    await api.undoKill({ params: { ...place, kill: first } })
    expect((await api.getRelease({ params: at })).holds).toMatchObject([{ reason: 'killed-flag' }])
  })

  it('of a flag that no release owns serves it as it is set', async () => {
    const { api, served } = await openReleaseShop('a')
    const target = { type: 'flags' as const, flags: ['a'] }
    const { kill } = await api.createKill({ params: place, body: { target } })
    await api.undoKill({ params: { ...place, kill: kill.killId } })
    expect((await api.listKills({ params: place })).items).toEqual([])
    expect(await served('a')).toBe('off')
  })
})

describe('an undo is refused, and changes nothing,', () => {
  it('a minute after the kill', async () => {
    const { api, clock, undo } = await openKilled()
    clock.advance(61_000)
    await expect(undo()).rejects.toMatchObject(refused(/61 s ago, and may be undone for 60 s/))
    expect((await api.getRelease({ params: at })).status).toBe('killed')
  })

  it('to anybody else than who has killed', async () => {
    const { api, as, kill } = await openKilled()
    const { token } = await api.createToken({ body: { name: 'another' } })
    const theirs = as(token).undoKill({ params: { ...place, kill } })
    await expect(theirs).rejects.toMatchObject(refused(/has killed, not you/))
  })

  it('where a flag was changed since', async () => {
    const { api, settings, undo } = await openKilled()
    const { revision } = await settings('b')
    const body = { default: { type: 'variant' as const, variant: 'other' }, reason: 'meanwhile' }
    await api.updateFlagSettings({ params: { ...place, flag: 'b' }, body, ifMatch: revision })
    await expect(undo()).rejects.toMatchObject(refused(/b has been changed since/))
  })

  it('where another kill holds a flag', async () => {
    const { api, undo } = await openKilled()
    const target = { type: 'flags' as const, flags: ['a'] }
    await api.createKill({ params: place, body: { target } })
    await expect(undo()).rejects.toMatchObject(refused(/Another kill holds a/))
  })

  it('where it was restored before, or is not there', async () => {
    const { api, kill, undo } = await openKilled()
    await api.restoreKill({ params: { ...place, kill }, body: { reason: 'fixed' } })
    await expect(undo()).rejects.toMatchObject({ problem: { code: 'kill-restored' } })
    await expect(api.undoKill({ params: { ...place, kill: 'kill-none' } })).rejects.toMatchObject({
      problem: { status: 404 },
    })
  })

  it('where the guard has killed, whoever asks', async () => {
    const { kills } = await openShop('a')
    const request = { target: { type: 'flags' as const, flags: ['a'] }, cause: 'guard' as const }
    const { kill } = await kills.kill('shop', 'production', request, by)
    await expect(kills.undo('shop', 'production', kill.killId, by)).rejects.toMatchObject({
      code: 'kill-not-undone',
      message: expect.stringContaining('no kill by hand (guard)'),
    })
  })
})
