import { describe, expect, it } from 'vitest'
import { openApp } from '../testing/open-app.js'

const project = 'default'
const params = { project, environment: 'production' }
const flags = (...keys: string[]) => ({ target: { type: 'flags' as const, flags: keys } })

async function withFlags(...keys: string[]) {
  const app = await openApp()
  for (const key of keys) {
    const variants = { on: true, off: false }
    const made = await app.api.createFlag({
      params: { project },
      body: { key, name: key, type: 'boolean', variants, tags: ['payments'] },
    })
    await app.api.updateFlagSettings({
      params: { ...params, flag: key },
      body: { enabled: true, default: { type: 'variant', variant: 'on' } },
      ifMatch: made.environments['production']?.revision ?? 0,
    })
  }
  const served = async (flag: string) => {
    const { items } = await app.api.evaluateFlags({ params, body: { flags: [flag] } })
    return items[0]?.resolution
  }
  return { ...app, served }
}

describe('a kill', () => {
  it('takes flags to their safe variant, without an ETag, until it is restored', async () => {
    const { api, served } = await withFlags('a', 'b')
    expect(await served('a')).toMatchObject({ value: true })
    const { outcome, kill } = await api.createKill({ params, body: { ...flags('a', 'b'), reason: 'errors' } })
    expect(outcome).toBe('killed')
    expect(kill).not.toHaveProperty('mac')
    expect(await served('a')).toMatchObject({ value: false, reason: 'DISABLED' })
    expect((await api.getFlag({ params: { project, flag: 'a' } })).environments['production']?.kills).toEqual(
      [kill.killId],
    )
    expect((await api.listKills({ params })).items.map(({ killId }) => killId)).toEqual([kill.killId])

    const restored = await api.restoreKill({
      params: { ...params, kill: kill.killId },
      body: { reason: 'fixed in 1.4.3' },
    })
    expect(restored.stillHeld).toEqual({ a: [], b: [] })
    expect(await served('a')).toMatchObject({ value: true })
    expect((await api.listKills({ params })).items).toEqual([])
    expect((await api.listKills({ params, query: { state: 'lifted' } })).items).toHaveLength(1)
    expect((await api.getKill({ params: { ...params, kill: kill.killId } })).lifted?.reason).toBe(
      'fixed in 1.4.3',
    )
  })

  it('takes all flags with a tag', async () => {
    const { api } = await withFlags('a', 'b')
    const { kill } = await api.createKill({ params, body: { target: { type: 'tag', tag: 'payments' } } })
    expect(Object.keys(kill.serves).sort()).toEqual(['a', 'b'])
  })

  it('is nobody’s who is not the guard but says so', async () => {
    const { api } = await withFlags('a')
    const body = { ...flags('a'), cause: 'guard' as 'manual' }
    await expect(api.createKill({ params, body })).rejects.toMatchObject({
      problem: { status: 400, errors: [{ path: '/cause' }] },
    })
    expect((await api.listKills({ params })).items).toEqual([])
  })

  it('shows first what it would do, and does nothing of it', async () => {
    const { api, served } = await withFlags('a')
    const preview = await api.previewKill({ params, body: flags('a') })
    expect(preview.serves).toEqual({ a: { type: 'variant', variant: 'off', value: false } })
    expect(await served('a')).toMatchObject({ value: true })
  })

  it('of one episode is one', async () => {
    const { api } = await withFlags('a')
    const first = await api.createKill({ params, body: { ...flags('a'), episode: 'alert-1' } })
    const second = await api.createKill({ params, body: { ...flags('a'), episode: 'alert-1' } })
    expect(second).toMatchObject({ outcome: 'alreadyStands', kill: { killId: first.kill.killId } })
    const restore = { params: { ...params, kill: first.kill.killId }, body: { reason: 'over' } }
    await api.restoreKill(restore)
    const third = api.createKill({ params, body: { ...flags('a'), episode: 'alert-1' } })
    await expect(third).rejects.toMatchObject({ status: 409, problem: { code: 'kill-restored' } })
  })

  it('is answered once to a request that comes twice', async () => {
    const { api } = await withFlags('a')
    const request = { params, body: flags('a'), idempotencyKey: 'page-17' }
    const first = await api.createKill(request)
    expect((await api.createKill(request)).kill.killId).toBe(first.kill.killId)
    expect((await api.listKills({ params })).items).toHaveLength(1)
  })

  it('names no flag that is not there, and never means everything', async () => {
    const { api } = await withFlags('a')
    const unknown = api.createKill({ params, body: flags('a', 'nowhere') })
    await expect(unknown).rejects.toMatchObject({ status: 404 })
    const nobody = api.createKill({ params, body: { target: { type: 'tag', tag: 'no-such-tag' } } })
    await expect(nobody).rejects.toMatchObject({ status: 422, problem: { code: 'nothing-to-kill' } })
    await expect(api.createKill({ params, body: flags() })).rejects.toMatchObject({ status: 400 })
    expect((await api.listKills({ params })).items).toEqual([])
  })

  it('is restored with a reason, and once', async () => {
    const { api } = await withFlags('a')
    const { kill } = await api.createKill({ params, body: flags('a') })
    const at = { ...params, kill: kill.killId }
    await expect(api.restoreKill({ params: at, body: { reason: ' ' } })).rejects.toMatchObject({
      status: 400,
    })
    await api.restoreKill({ params: at, body: { reason: 'over' } })
    await expect(api.restoreKill({ params: at, body: { reason: 'over' } })).rejects.toMatchObject({
      status: 409,
    })
  })

  it('stands above every edit', async () => {
    const { api, served } = await withFlags('a')
    await api.createKill({ params, body: flags('a') })
    const { revision } = await api.getFlagSettings({ params: { ...params, flag: 'a' } })
    await api.updateFlagSettings({
      params: { ...params, flag: 'a' },
      body: { enabled: true, offVariant: 'on' },
      ifMatch: revision,
    })
    expect(await served('a')).toMatchObject({ value: false })
  })
})

describe('a drill', () => {
  it('is a kill that says when it ends, and may be ended before', async () => {
    const { api, served } = await withFlags('a')
    const { kill } = await api.startDrill({ params, body: { ...flags('a'), endsAfterMs: 60_000 } })
    expect(kill).toMatchObject({ cause: 'drill', endsAfterMs: 60_000 })
    expect(await served('a')).toMatchObject({ value: false })
    await api.endDrill({ params: { ...params, kill: kill.killId }, body: {} })
    expect(await served('a')).toMatchObject({ value: true })
  })
})

describe('propagation', () => {
  it('tells how many instances could serve what was killed', async () => {
    const { api } = await withFlags('a')
    const { kill } = await api.createKill({ params, body: flags('a') })
    const at = { ...params, kill: kill.killId }
    expect(await api.readPropagation({ params: at })).toMatchObject({ total: 0, safe: 0, instances: [] })
    expect((await api.listInstances({ params })).items).toEqual([])
    const nowhere = { params: { ...params, kill: 'nowhere' } }
    await expect(api.readPropagation(nowhere)).rejects.toMatchObject({ status: 404 })
    const nobody = { params: { ...params, instance: 'nobody' } }
    await expect(api.strikeInstance(nobody)).rejects.toMatchObject({ status: 404 })
  })
})

describe('waiting kills', () => {
  it('are listed without what proves them, and settled by a person', async () => {
    const { api, app } = await withFlags('a')
    const { id } = await api.getEnvironment({ params })
    const { kill } = await api.startDrill({ params, body: { ...flags('a'), endsAfterMs: 60_000 } })
    const { environment: _environment, revision: _revision, lifted: _lifted, ...record } = kill
    const foreign = { ...record, killId: 'foreign', episode: 'foreign', cause: 'manual' as const, mac: 'x' }
    const since = new Date(0).toISOString()
    await app.storage.waitingKills.put({
      environmentId: id,
      kill: foreign,
      broughtBy: 'shop on host-1',
      since,
      settled: null,
    })
    const { items } = await api.listWaitingKills({ params })
    expect(items).toMatchObject([{ broughtBy: 'shop on host-1', kill: { killId: 'foreign' } }])
    expect(items[0]?.kill).not.toHaveProperty('mac')
    const at = { ...params, kill: 'foreign' }
    const settle = { params: at, body: { as: 'dismissed' as const, reason: 'from a test database' } }
    expect(await api.settleWaitingKill(settle)).toMatchObject({ type: 'dismissed' })
    expect((await api.listWaitingKills({ params })).items).toEqual([])
    await expect(api.settleWaitingKill(settle)).rejects.toMatchObject({ status: 409 })
  })
})
