import { describe, expect, it } from 'vitest'
import { openApp, ownerToken } from './testing/open-app.js'

describe('a new installation', () => {
  it('begins with a project of two environments, one of them production', async () => {
    const { api } = await openApp()
    const { items } = await api.listProjects()
    expect(items.map((project) => project.key)).toEqual(['default'])
    expect(items[0]?.environments.map(({ key, production }) => [key, production])).toEqual([
      ['production', true],
      ['staging', false],
    ])
  })
})

describe('health', () => {
  it('is alive and ready while it serves', async () => {
    const { http } = await openApp()
    expect((await http.get('/healthz')).body).toEqual({ status: 'ok' })
    expect((await http.get('/readyz')).body).toEqual({ status: 'ready', guard: 'ok' })
  })

  it('is not ready where the database fails, and tells nobody why', async () => {
    const { http, app } = await openApp()
    await app.storage.close()
    const answer = await http.get('/readyz')
    expect(answer.status).toBe(503)
    expect(answer.body).toMatchObject({ status: 'storage-unavailable' })
  })
})

describe('metrics', () => {
  it('are for this machine, without any key of a flag', async () => {
    const { http, api } = await openApp()
    const variants = { on: true, off: false }
    await api.createFlag({
      params: { project: 'default' },
      body: { key: 'very-secret-flag', name: 'x', type: 'boolean', variants },
    })
    const { status, text } = await http.get('/metrics')
    expect(status).toBe(200)
    expect(text).toContain('operation="createFlag"')
    expect(text).toContain('ripcord_stream_connected_instances 0')
    expect(text).not.toContain('very-secret-flag')
  })

  it('ask for a token where the request came through a proxy', async () => {
    const { http } = await openApp()
    const forwarded = () => http.get('/metrics').set('x-forwarded-for', '203.0.113.9')
    expect((await forwarded()).status).toBe(401)
    expect((await forwarded().set('authorization', `Bearer ${ownerToken}`)).status).toBe(200)
  })

  it.each(['ripcord.example', 'localhost.example', '127.0.0.1.example', ''])(
    'ask for a token where the host is %j: a proxy on this machine may add no header',
    async (host) => {
      const { http } = await openApp()
      expect((await http.get('/metrics').set('host', host)).status).toBe(401)
    },
  )

  it.each(['localhost', 'LOCALHOST:4400', '127.0.0.1:4400', '[::1]:4400'])(
    'ask for none where the host is %s',
    async (host) => {
      const { http } = await openApp()
      expect((await http.get('/metrics').set('host', host)).status).toBe(200)
    },
  )

  it.each([
    [{ TRUST_PROXY: '1' }, 401],
    [{ TRUST_PROXY: 'loopback' }, 401],
    [{ PUBLIC_URL: 'https://ripcord.example' }, 401],
    [{ PUBLIC_URL: 'http://localhost:4400' }, 200],
  ])('with %j are answered %i without a token', async (environment, status) => {
    const { http } = await openApp(environment)
    expect((await http.get('/metrics')).status).toBe(status)
    const withToken = http.get('/metrics').set('authorization', `Bearer ${ownerToken}`)
    expect((await withToken).status).toBe(200)
  })
})

describe('pages', () => {
  it.each(['/', '/login', '/api/docs'])(
    '%s is served with a policy that allows no inline script',
    async (path) => {
      const { http } = await openApp()
      const answer = await http.get(path)
      expect(answer.status).toBe(200)
      expect(answer.type).toBe('text/html')
      const policy = answer.headers['content-security-policy'] ?? ''
      expect(policy).toContain("script-src 'self'")
      expect(policy).not.toMatch(/unsafe-inline.*script|upgrade-insecure-requests/)
      expect(answer.text).not.toMatch(/<script(?![^>]*src)/)
      expect(answer.headers['strict-transport-security']).toBeUndefined()
    },
  )

  it('bring everything they load from this server', async () => {
    const { http } = await openApp()
    for (const page of ['/', '/api/docs']) {
      const { text } = await http.get(page)
      const links = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '')
      for (const link of links.filter((each) => !each.startsWith('data:') && each !== '/api/docs')) {
        expect(link).toMatch(/^\//)
        // The pages for a phone want a session.
        expect((await http.get(link)).status, link).toBe(link === '/oncall' ? 303 : 200)
      }
    }
  })

  it('give away no other file', async () => {
    const { http } = await openApp()
    for (const path of ['/assets/../package.json', '/assets/%2e%2e/package.json', '/api/docs/package.json'])
      expect((await http.get(path)).status).toBe(404)
  })
})

describe('the API’s description', () => {
  it('is open, and complete', async () => {
    const { http } = await openApp()
    const { status, body } = await http.get('/api/v1/openapi.json')
    expect(status).toBe(200)
    expect(body.info.version).toBe('0.0.0-test')
    expect(Object.keys(body.paths).length).toBeGreaterThan(20)
  })
})

describe('a path that nothing answers', () => {
  it.each(['/nowhere', '/api/v1/nowhere', '/api/v1//projects', '/API/v1/projects/%zz'])(
    '%s',
    async (path) => {
      const { http } = await openApp()
      const answer = await http.get(path)
      expect([400, 401, 404]).toContain(answer.status)
      expect(answer.type).toBe('application/problem+json')
    },
  )
})

describe('the log', () => {
  it('names operations, never keys, headers or queries', async () => {
    const { http, logged } = await openApp()
    await http
      .get('/api/v1/projects/default/flags/very-secret-flag?text=confidential')
      .set('authorization', `Bearer ${ownerToken}`)
    expect(logged()).toContain('"operation":"getFlag"')
    expect(logged()).not.toMatch(/very-secret-flag|confidential|an-owner-token/)
  })
})

describe('closing', () => {
  it('tells load balancers first, ends readers of events, and may be asked for twice', async () => {
    const { app } = await openApp()
    const { port } = app.server.address() as { port: number }
    const events = await fetch(`http://127.0.0.1:${port}/api/v1/projects/default/events`, {
      headers: { authorization: `Bearer ${ownerToken}` },
    })
    const ended = events.text()
    await Promise.all([app.close(), app.close()])
    expect(await ended).toContain('retry:')
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow()
  })
})

describe('a path that can’t be decoded', () => {
  it.each([
    ['%E9', 'what its % stand for is not UTF-8'],
    ['%zz', 'a % in it is not followed by two hexadecimal digits'],
  ])('is refused with what is wrong with it: %s', async (project, finding) => {
    const { http } = await openApp()
    const answer = await http.get(`/api/v1/projects/${project}`).set('authorization', `Bearer ${ownerToken}`)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ code: 'malformed-path', detail: expect.stringContaining(finding) })
  })
})
