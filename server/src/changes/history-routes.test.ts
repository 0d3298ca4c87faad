import { describe, expect, it } from 'vitest'
import { type OpenApp, openApp, ownerToken } from '../testing/open-app.js'

const project = 'default'
const staging = { project, environment: 'staging', flag: 'a' }
const authorization = `Bearer ${ownerToken}`

async function withHistory() {
  const app = await openApp()
  const made = await app.api.createFlag({
    params: { project },
    body: { key: 'a', name: 'A', type: 'boolean', variants: { on: true, off: false }, reason: 'first' },
  })
  const on = await app.api.updateFlagSettings({ params: staging, body: { enabled: true, reason: 'try it' } })
  return { ...app, made, on }
}

describe('history', () => {
  it('tells of a project, an environment and an entity, the newest first', async () => {
    const { api } = await withHistory()
    const all = await api.listChanges({ params: { project } })
    expect(all.items.map((change) => change.kind).slice(0, 2)).toEqual(['flag.settings', 'flag.created'])
    expect(all.items[0]).toMatchObject({ reason: 'try it', actor: { type: 'token', id: 'environment' } })
    const settings = await api.listChanges({
      params: { project },
      query: { kind: 'flagSettings', key: 'a', environment: 'production' },
    })
    expect(settings.items.map((change) => change.kind)).toEqual(['flag.created'])
    const page = await api.listChanges({ params: { project }, query: { limit: 1 } })
    expect(page.items).toHaveLength(1)
    const rest = await api.listChanges({ params: { project }, query: { cursor: page.nextCursor ?? '' } })
    expect(rest.items[0]?.kind).toBe('flag.created')
  })

  it('tells when the settings of each flag were last changed, in each environment', async () => {
    const { api, on } = await withHistory()
    const at = async (environment: string) =>
      (await api.readLastChanged({ params: { project, environment } })).flags['a']
    expect(await at('staging')).toBe((await api.getChange({ params: { project, revision: on.revision } })).at)
    expect(await at('production')).toBeDefined()
    await expect(at('nowhere')).rejects.toMatchObject({ status: 404 })
  })

  it.each([
    ['kind=flag', 'query/key'],
    ['key=a', 'query/kind'],
    ['kind=flagSettings&key=a', 'query/environment'],
  ])('asks for the rest of an entity’s name (%s)', async (query, path) => {
    const { http } = await withHistory()
    const answer = await http.get(`/api/v1/projects/${project}/changes?${query}`).set({ authorization })
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0].path).toBe(path)
  })

  it('shows a change, what stood at a revision, and what lies between two', async () => {
    const { api, made, on } = await withHistory()
    const change = await api.getChange({ params: { project, revision: on.revision } })
    const enabled = { type: 'changed', path: '/enabled', before: false, after: true }
    expect(change.differences[0]?.differences).toEqual([enabled])
    const state = await api.readState({
      params: { project, revision: made.revision },
      query: { kind: 'flagSettings', environment: 'staging' },
    })
    expect(state.items).toMatchObject([{ key: 'a', value: { enabled: false } }])
    const diff = await api.diffRevisions({
      params: { project },
      query: { from: made.revision, to: on.revision },
    })
    expect(diff.items).toMatchObject([{ kind: 'flagSettings', key: 'a', differences: [enabled] }])
  })

  it('goes back to a revision as a new change', async () => {
    const { api, made } = await withHistory()
    const preview = await api.previewRevert({ params: { project }, body: { to: made.revision } })
    const enabled = { type: 'changed', path: '/enabled', before: true, after: false }
    expect(preview).toMatchObject({ differences: [{ key: 'a', differences: [enabled] }], kept: [] })
    expect((await api.getFlagSettings({ params: staging })).enabled).toBe(true)
    const reverted = await api.revertTo({
      params: { project },
      body: { to: made.revision, environment: 'staging', reason: 'not yet' },
    })
    expect(reverted.reverted).toMatchObject([{ kind: 'flagSettings', environment: 'staging', key: 'a' }])
    expect((await api.getFlagSettings({ params: staging })).enabled).toBe(false)
    const { items } = await api.listChanges({ params: { project }, query: { limit: 1 } })
    expect(items[0]).toMatchObject({ kind: 'reverted', reason: 'not yet' })
  })

  it('says before what a revert would leave as it is', async () => {
    const { api, made } = await withHistory()
    const request = { to: made.revision - 1, created: 'keep' as const }
    const preview = await api.previewRevert({ params: { project }, body: request })
    expect(preview.differences).toEqual([])
    const reverted = await api.revertTo({ params: { project }, body: { ...request, reason: 'see' } })
    expect(reverted.kept).toEqual(preview.kept)
    expect(reverted.reverted).toEqual([])
    const archiving = await api.previewRevert({
      params: { project },
      body: { to: made.revision - 1, created: 'archive' },
    })
    expect(archiving.differences).toMatchObject([{ kind: 'flag', key: 'a' }])
  })

  it('keeps the request id of each change', async () => {
    const { http, api } = await withHistory()
    await http
      .patch(`/api/v1/projects/${project}/environments/staging/flags/a`)
      .set({ authorization, 'x-request-id': 'deploy-17' })
      .send({ enabled: false })
    const { items } = await api.listChanges({ params: { project }, query: { limit: 1 } })
    expect(items[0]?.requestId).toBe('deploy-17')
  })
})

describe('the feed of changes', () => {
  async function readEvents(
    app: OpenApp,
    count: number,
    lastEventId?: string,
  ): Promise<{ id: string; kind: string }[]> {
    const { port } = app.app.server.address() as { port: number }
    const stop = new AbortController()
    const headers = { authorization, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) }
    const url = `http://127.0.0.1:${port}/api/v1/projects/${project}/events`
    const response = await fetch(url, { headers, signal: stop.signal })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const events: { id: string; kind: string }[] = []
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      const found = [...text.matchAll(/id: (\d+)\ndata: (.*)\n\n/g)]
      if (found.length < count) continue
      events.push(...found.map(([, id = '', data = '']) => ({ id, kind: JSON.parse(data).kind as string })))
      break
    }
    stop.abort()
    return events
  }

  it('tells of each change as it is committed', async () => {
    const app = await withHistory()
    const reading = readEvents(app, 1)
    // Until the reader is there, each write may come too early for it.
    const writes: Promise<unknown>[] = []
    const writing = setInterval(() => {
      const enabled = writes.length % 2 === 1
      writes.push(app.api.updateFlagSettings({ params: staging, body: { enabled } }))
    }, 20)
    const events = await reading
    clearInterval(writing)
    await Promise.all(writes)
    expect(events[0]?.kind).toBe('flag.settings')
  })

  it('goes on where a reader was', async () => {
    const app = await withHistory()
    const events = await readEvents(app, 2, String(app.made.revision - 1))
    expect(events.map((event) => event.kind)).toEqual(['flag.created', 'flag.settings'])
    expect(events[0]?.id).toBe(String(app.made.revision))
  })

  it('refuses a project that is not there', async () => {
    const { http } = await openApp()
    const answer = await http.get('/api/v1/projects/nowhere/events').set({ authorization })
    expect(answer.status).toBe(404)
  })
})
