import { describe, expect, it } from 'vitest'
import { at, fileOf, openReleaseShop, place, project, release, startRelease } from './testing/release-shop.js'

const stages = [{ share: 0.25 }, { share: 0.5 }, { share: 1 }]
const subjects = Array.from({ length: 60 }, (_, i) => `subject-${i}`)

describe('applying a file', () => {
  it('makes a release, and the same file again changes nothing, also while it runs', async () => {
    const { api } = await openReleaseShop('a', 'b')
    const first = await api.applyRelease({ params: at, body: fileOf() })
    expect(first).toMatchObject({ outcome: 'created', release: { status: 'draft', generation: 0 } })
    const { head } = await api.getProject({ params: { project } })
    expect(await api.applyRelease({ params: at, body: fileOf() })).toEqual({ ...first, outcome: 'unchanged' })
    expect((await api.getProject({ params: { project } })).head).toBe(head)
    await api.startRelease({ params: at, body: {} })
    const again = await api.applyRelease({ params: at, body: fileOf({ release, environment: 'production' }) })
    expect(again).toMatchObject({ outcome: 'unchanged', release: { status: 'running' } })
  })

  it('edits a draft whole, and nothing that was started', async () => {
    const { api } = await openReleaseShop('a', 'b')
    await api.applyRelease({ params: at, body: fileOf({ splitBy: 'company', description: 'first' }) })
    const edited = await api.applyRelease({ params: at, body: fileOf({ strategy: 'all-at-once' }) })
    expect(edited.outcome).toBe('updated')
    expect(edited.release).toMatchObject({ strategy: 'all-at-once', description: '' })
    expect(edited.release).not.toHaveProperty('splitBy')
    await api.startRelease({ params: at, body: {} })
    await expect(api.applyRelease({ params: at, body: fileOf() })).rejects.toMatchObject({
      problem: { status: 409, code: 'release-state', detail: expect.stringContaining('another key') },
    })
  })

  it.each([
    [{ flags: [{ key: 'nobody', outgoing: 'on' }] }, '/flags/0/key', 'no such flag'],
    [{ flags: [{ key: 'a', outgoing: 'blue' }] }, '/flags/0/outgoing', 'it has on, off, other'],
    [{ environment: 'staging' }, '/environment', 'this file is for staging'],
    [{ release: 'checkout-2' }, '/release', 'this file is of release checkout-2'],
    [{ stages: [{ share: 0.5 }, { share: 0.1 }] }, '/stages/1/share', 'a release only grows'],
    [{ strategy: 'blue-green', preview: 'testers' }, '/preview', 'no such segment in production'],
    [
      { checks: [{ id: 'p', type: 'prometheus', query: 'up', failWhen: 'value > 1' }] },
      '/checks/0',
      'expected either a `backend`',
    ],
  ])('refuses %j in words, and makes nothing of it', async (more, path, sentence) => {
    const { api } = await openReleaseShop('a', 'b')
    await expect(api.applyRelease({ params: at, body: fileOf(more) })).rejects.toMatchObject({
      problem: { status: 422, errors: [{ path, message: expect.stringContaining(sentence) }] },
    })
    expect((await api.listReleases({ params: place })).items).toEqual([])
  })
})

describe('a running release', () => {
  it('owns the default outcome of its flags, alike for one subject, and lets nobody lose it on the way', async () => {
    const { api, served, settings } = await openReleaseShop('a', 'b')
    const started = await startRelease(api, { stages })
    expect(started).toMatchObject({ status: 'running', stage: 0, generation: 1, holds: [] })
    expect((await settings('a')).default).toEqual({ type: 'variant', variant: 'off' })
    expect((await settings('a')).release).toMatchObject({ key: release, share: 0.25, previous: 'off' })

    let before = new Set<string>()
    for (const status of ['running', 'baking', undefined]) {
      const has = new Set<string>()
      for (const subject of subjects) {
        const both = [await served('a', subject), await served('b', subject)]
        expect(new Set(both).size).toBe(1)
        if (both[0] === 'on') has.add(subject)
      }
      expect([...before].filter((subject) => !has.has(subject))).toEqual([])
      before = has
      if (status !== undefined)
        expect((await api.advanceRelease({ params: at, body: {} })).status).toBe(status)
    }
    expect(before.size).toBe(subjects.length)
  })

  it('makes the outgoing variants the default outcomes when it is completed', async () => {
    const { api, settings, served } = await openReleaseShop('a', 'b')
    await startRelease(api, { stages: [{ share: 0.5 }, { share: 0.99 }] })
    await expect(api.completeRelease({ params: at, body: {} })).rejects.toMatchObject({
      problem: { code: 'release-state', detail: expect.stringContaining('advance it to its last stage') },
    })
    await api.advanceRelease({ params: at, body: {} })
    const completed = await api.completeRelease({ params: at, body: {} })
    expect(completed).toMatchObject({ status: 'completed', verdict: 'none' })
    expect(await settings('a')).not.toHaveProperty('release')
    expect((await settings('b')).default).toEqual({ type: 'variant', variant: 'on' })
    expect(await served('a')).toBe('on')
  })

  it('gives the old default outcomes back when it is aborted, without a latch', async () => {
    const { api, settings, served } = await openReleaseShop('a', 'b')
    const before = await settings('a')
    await startRelease(api, { strategy: 'all-at-once' })
    expect(await served('a')).toBe('on')
    expect((await api.abortRelease({ params: at, body: {} })).status).toBe('aborted')
    expect(await settings('a')).toEqual({ ...before, revision: expect.any(Number) })
    expect(await served('a')).toBe('off')
    expect((await api.listKills({ params: place })).items).toEqual([])
    expect(await api.startRelease({ params: at, body: {} })).toMatchObject({ generation: 2, stage: 0 })
  })

  it('shows itself to nobody but its preview in blue/green, and then to everybody', async () => {
    const { api, served } = await openReleaseShop('a', 'b')
    const testers = { key: 'testers', name: 'Testers', included: ['tess'] }
    await api.createSegment({ params: place, body: testers })
    await startRelease(api, { strategy: 'blue-green', preview: 'testers' })
    expect([await served('a', 'tess'), await served('a', 'somebody')]).toEqual(['on', 'off'])
    const segment = { ...place, segment: 'testers' }
    const { revision } = await api.getSegment({ params: segment })
    await expect(api.deleteSegment({ params: segment, ifMatch: revision })).rejects.toMatchObject({
      problem: { code: 'in-use' },
    })
    await api.advanceRelease({ params: at, body: {} })
    expect([await served('a', 'tess'), await served('a', 'somebody')]).toEqual(['on', 'on'])
    await api.abortRelease({ params: at, body: {} })
    expect([await served('a', 'tess'), await served('a', 'somebody')]).toEqual(['off', 'off'])
  })

  it('stays in its stage while somebody holds it or has suspended it, and says why', async () => {
    const { api, clock } = await openReleaseShop('a', 'b')
    await startRelease(api, { stages })
    const held = await api.holdRelease({ params: at, body: { reason: 'the market opens' } })
    expect(held.holds).toMatchObject([{ reason: 'manual', because: 'the market opens' }])
    await expect(api.advanceRelease({ params: at, body: {} })).rejects.toMatchObject({
      problem: { status: 409, code: 'release-held', detail: expect.stringContaining('the market opens') },
    })
    expect((await api.resumeRelease({ params: at, body: {} })).holds).toEqual([])
    const until = new Date(clock.now().getTime() + 60_000).toISOString()
    await api.suspendRelease({ params: at, body: { until, reason: 'maintenance' } })
    await expect(api.advanceRelease({ params: at, body: {} })).rejects.toMatchObject({
      problem: { code: 'release-held' },
    })
    clock.advance(60_000)
    expect((await api.advanceRelease({ params: at, body: {} })).stage).toBe(1)
    const past = { until: clock.now().toISOString(), reason: 'too late' }
    await expect(api.suspendRelease({ params: at, body: past })).rejects.toMatchObject({
      problem: { status: 422, errors: [{ path: '/until' }] },
    })
  })

  it('takes one step where two ask for it', async () => {
    const { api } = await openReleaseShop('a', 'b')
    await startRelease(api, { stages })
    const both = await Promise.all([0, 0].map((from) => api.advanceRelease({ params: at, body: { from } })))
    expect(both.map(({ stage }) => stage)).toEqual([1, 1])
    await expect(api.advanceRelease({ params: at, body: { from: 2 } })).rejects.toMatchObject({
      problem: { code: 'release-state' },
    })
  })
})

it('lists releases by status and by flag', async () => {
  const { api } = await openReleaseShop('a', 'b')
  await startRelease(api)
  const other = { ...place, release: 'another' }
  await api.applyRelease({ params: other, body: fileOf({ flags: [{ key: 'a', outgoing: 'on' }] }) })
  const keys = async (query: object) =>
    (await api.listReleases({ params: place, query })).items.map(({ key }) => key)
  expect(await keys({})).toEqual(['another', release])
  expect(await keys({ status: 'running' })).toEqual([release])
  expect(await keys({ flag: 'b' })).toEqual([release])
})
