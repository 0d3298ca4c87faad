import { describe, expect, it } from 'vitest'
import { openApp, ownerToken } from '../testing/open-app.js'

const authorization = `Bearer ${ownerToken}`

describe('projects', () => {
  it('are created with two environments, read, listed and changed', async () => {
    const { api } = await openApp()
    const made = await api.createProject({ body: { key: 'shop', name: 'Shop' } })
    expect(made.environments.map((environment) => environment.key)).toEqual(['production', 'staging'])
    const renamed = await api.updateProject({
      params: { project: 'shop' },
      body: { name: 'The shop', reason: 'a better name' },
      ifMatch: made.revision,
    })
    expect(renamed).toMatchObject({ name: 'The shop', key: 'shop' })
    expect(renamed.revision).toBeGreaterThan(made.revision)
    const { items } = await api.listProjects()
    expect(items.map((project) => project.name)).toEqual(['Default', 'The shop'])
    expect(await api.getProject({ params: { project: 'shop' } })).toEqual(renamed)
  })

  it.each([
    ['a key with capitals', { key: 'Shop', name: 'x' }, '/key'],
    ['a reserved key', { key: 'constructor', name: 'x' }, '/key'],
    ['no name', { key: 'shop' }, '/name'],
    ['an unknown field', { key: 'shop', name: 'x', color: 'red' }, '/color'],
  ])('refuse %s', async (_what, body, path) => {
    const { http } = await openApp()
    const answer = await http.post('/api/v1/projects').set({ authorization }).send(body)
    expect(answer.status).toBe(400)
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toEqual([path])
  })

  it('refuse a key that is taken', async () => {
    const { api } = await openApp()
    await expect(api.createProject({ body: { key: 'default', name: 'x' } })).rejects.toMatchObject({
      status: 409,
      problem: { code: 'already-exists' },
    })
  })

  it('are created once, however often the same request comes', async () => {
    const { api } = await openApp()
    const request = { body: { key: 'shop', name: 'Shop' }, idempotencyKey: 'once' }
    const first = await api.createProject(request)
    expect(await api.createProject(request)).toEqual(first)
    const other = { ...request, body: { ...request.body, key: 'another-shop' } }
    await expect(api.createProject(other)).rejects.toMatchObject({
      status: 409,
      problem: { code: 'idempotency-key-reused' },
    })
    const { items } = await api.listProjects()
    expect(items.map(({ key }) => key)).not.toContain('another-shop')
  })

  it('are 404 where there is none', async () => {
    const { api } = await openApp()
    await expect(api.getProject({ params: { project: 'nowhere' } })).rejects.toMatchObject({ status: 404 })
  })
})

describe('environments', () => {
  const project = 'default'

  it('are created, read and changed', async () => {
    const { api } = await openApp()
    const made = await api.createEnvironment({ params: { project }, body: { key: 'qa', name: 'QA' } })
    expect(made.production).toBe(false)
    const params = { project, environment: 'qa' }
    const changed = await api.updateEnvironment({ params, body: { name: 'Quality' }, ifMatch: made.revision })
    expect(changed.name).toBe('Quality')
    expect(await api.getEnvironment({ params })).toEqual(changed)
  })

  it('have keys, shown once, of which two may be alive', async () => {
    const { api, app } = await openApp()
    const params = { project, environment: 'production' }
    const first = await api.createKey({ params, body: { name: 'first' } })
    const second = await api.createKey({ params, body: { name: 'second', kind: 'client' } })
    expect(first.key).toMatch(/^rk_srv_/)
    expect(second.key).toMatch(/^rk_cli_/)
    const listed = await api.listKeys({ params })
    expect(listed.items.map(({ name, kind, revokedAt }) => [name, kind, revokedAt])).toEqual([
      ['first', 'server', null],
      ['second', 'client', null],
    ])
    expect(JSON.stringify(listed)).not.toContain(first.key)
    expect(JSON.stringify(await app.storage.keys.get(first.id))).not.toContain(first.key)

    await api.revokeKey({ params: { ...params, key: first.id } })
    const after = await api.listKeys({ params })
    expect(after.items.map((key) => key.revokedAt === null)).toEqual([false, true])
  })

  it('revoke only keys of their own', async () => {
    const { api } = await openApp()
    const { id } = await api.createKey({
      params: { project, environment: 'staging' },
      body: { name: 'staging' },
    })
    const elsewhere = { project, environment: 'production', key: id }
    await expect(api.revokeKey({ params: elsewhere })).rejects.toMatchObject({ status: 404 })
  })

  it('have at most twenty keys alive', async () => {
    const { api } = await openApp()
    const params = { project, environment: 'staging' }
    for (let i = 0; i < 20; i++) await api.createKey({ params, body: { name: `key ${i}` } })
    await expect(api.createKey({ params, body: { name: 'one more' } })).rejects.toMatchObject({ status: 422 })
  })
})
