import { describe, expect, it } from 'vitest'
import { type OpenApp, openApp, ownerToken } from '../testing/open-app.js'

const host = 'ripcord.lan:4400'
const origin = `http://${host}`
const hour = 3_600_000

async function logIn(app: OpenApp, secret: string) {
  return app.http.post('/api/v1/session').set({ host, origin }).send({ secret })
}

function cookieOf(answer: { headers: Record<string, unknown> }): string {
  const [cookie] = answer.headers['set-cookie'] as string[]
  return cookie?.split(';')[0] ?? ''
}

const whoAmI = (app: OpenApp, cookie: string) => app.http.get('/api/v1/session').set({ cookie, host })

describe('the one-time link', () => {
  it('opens a session, once', async () => {
    const app = await openApp()
    const link = (await app.app.sessions.firstLink()) ?? ''
    const opened = await logIn(app, link)
    expect(opened.status).toBe(201)
    expect(opened.headers['set-cookie']).toEqual([
      expect.stringMatching(/^ripcord=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/),
    ])
    expect((await whoAmI(app, cookieOf(opened))).body).toMatchObject({
      actor: { type: 'person', id: 'owner' },
    })
    expect((await logIn(app, link)).status).toBe(401)
  })

  it('opens nothing after 24 hours', async () => {
    const app = await openApp()
    const link = (await app.app.sessions.firstLink()) ?? ''
    app.clock.advance(24 * hour + 1)
    expect((await logIn(app, link)).status).toBe(401)
  })

  it.each(['x', 'wrong', 'w'.repeat(43), 'w'.repeat(5_000)])(
    'is refused in one sentence where it is wrong, of whatever length: %#',
    async (secret) => {
      const answer = await logIn(await openApp(), secret)
      expect(answer.status).toBe(401)
      expect(answer.body).toMatchObject({
        code: 'wrong-secret',
        detail: 'This link or token is not valid (any more); `ripcord link` prints a new one.',
      })
    },
  )

  it('is printed at each start until a person has logged in', async () => {
    const app = await openApp()
    const first = await app.app.sessions.firstLink()
    const second = await app.app.sessions.firstLink()
    expect(second).not.toBe(first)
    await logIn(app, second ?? '')
    expect(await app.app.sessions.firstLink()).toBeUndefined()
  })

  it('never shows in the log', async () => {
    const app = await openApp()
    const link = (await app.app.sessions.firstLink()) ?? ''
    const opened = await logIn(app, link)
    await whoAmI(app, cookieOf(opened))
    expect(app.logged()).toContain('openSession')
    expect(app.logged()).not.toContain(link)
    expect(app.logged()).not.toContain(cookieOf(opened).slice('ripcord='.length))
  })
})

describe('a session', () => {
  it('ends at once when it is closed, also where its cookie was copied', async () => {
    const app = await openApp()
    const cookie = cookieOf(await logIn(app, await app.app.sessions.createLink()))
    const closed = await app.http.delete('/api/v1/session').set({ cookie, host, origin })
    expect(closed.status).toBe(204)
    expect(closed.headers['set-cookie']?.[0]).toContain('Max-Age=0')
    const after = await whoAmI(app, cookie)
    expect(after.status).toBe(401)
    expect(after.body.detail).toContain('session has ended')
  })

  it('is renewed while it is used, and ends after 12 hours without', async () => {
    const app = await openApp()
    const cookie = cookieOf(await logIn(app, await app.app.sessions.createLink()))
    app.clock.advance(11 * hour)
    const renewed = await whoAmI(app, cookie)
    expect(renewed.status).toBe(200)
    app.clock.advance(11 * hour)
    expect((await whoAmI(app, cookie)).status).toBe(401)
    expect((await whoAmI(app, cookieOf(renewed))).status).toBe(200)
  })

  it('ends after seven days, however busy', async () => {
    const app = await openApp()
    let cookie = cookieOf(await logIn(app, await app.app.sessions.createLink()))
    for (let hours = 0; hours < 7 * 24 - 8; hours += 8) {
      app.clock.advance(8 * hour)
      cookie = cookieOf(await whoAmI(app, cookie))
    }
    app.clock.advance(8 * hour)
    expect((await whoAmI(app, cookie)).status).toBe(401)
  })

  it('lets its owner log in again once it has ended', async () => {
    const app = await openApp()
    const cookie = cookieOf(await logIn(app, await app.app.sessions.createLink()))
    app.clock.advance(13 * hour)
    const secret = await app.app.sessions.createLink()
    const again = await app.http.post('/api/v1/session').set({ host, origin, cookie }).send({ secret })
    expect(again.status).toBe(201)
  })

  it.each([
    ['no Origin', {}],
    ['another origin', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
    ['another port of the same host', { origin: 'http://ripcord.lan:8080' }],
  ])('writes nothing for a request with %s', async (_what, headers) => {
    const app = await openApp()
    const cookie = cookieOf(await logIn(app, await app.app.sessions.createLink()))
    const answer = await app.http
      .post('/api/v1/projects')
      .set({ cookie, host, ...headers })
      .send({ key: 'x', name: 'X' })
    expect(answer.status).toBe(403)
    expect(answer.body.code).toBe('foreign-origin')
    expect((await app.api.listProjects()).items.map((project) => project.key)).toEqual(['default'])
  })

  it('counts a forwarded host only where a proxy is trusted', async () => {
    const forwarded = { host: 'internal:4400', 'x-forwarded-host': host, origin }
    for (const [environment, status] of [
      [{}, 403],
      [{ TRUST_PROXY: 'loopback' }, 201],
      [{ TRUST_PROXY: '203.0.113.0/24' }, 403],
    ] as const) {
      const app = await openApp(environment)
      const secret = await app.app.sessions.createLink()
      expect((await app.http.post('/api/v1/session').set(forwarded).send({ secret })).status).toBe(status)
    }
  })

  it('opens from no page of another site', async () => {
    const app = await openApp()
    const secret = await app.app.sessions.createLink()
    const answer = await app.http
      .post('/api/v1/session')
      .set({ host, origin: 'https://evil.example' })
      .send({ secret })
    expect(answer.status).toBe(403)
  })

  it('has a cookie that is pinned to the host where PUBLIC_URL is https', async () => {
    const app = await openApp({ PUBLIC_URL: 'https://flags.example.com' })
    const secret = await app.app.sessions.createLink()
    const opened = await app.http
      .post('/api/v1/session')
      .set({ origin: 'https://flags.example.com' })
      .send({ secret })
    expect(opened.headers['set-cookie']?.[0]).toMatch(/^__Host-ripcord=.*; Secure$/)
    expect(opened.headers['strict-transport-security']).toContain('max-age')
  })
})

describe('tokens', () => {
  it('log a browser in, with their own rights and for as long as they stand', async () => {
    const app = await openApp()
    const { id, token } = await app.api.createToken({ body: { name: 'on call' } })
    const cookie = cookieOf(await logIn(app, token))
    expect((await whoAmI(app, cookie)).body).toMatchObject({ actor: { type: 'token', name: 'on call' } })
    const escalation = await app.http
      .post('/api/v1/tokens')
      .set({ cookie, host, origin })
      .send({ name: 'more' })
    expect(escalation.status).toBe(403)
    await app.api.revokeToken({ params: { token: id } })
    expect((await whoAmI(app, cookie)).status).toBe(401)
    await expect(app.as(token).listProjects()).rejects.toMatchObject({ status: 401 })
  })

  it('are shown once and stored as a hash', async () => {
    const app = await openApp()
    const { token } = await app.api.createToken({ body: { name: 'ci' } })
    const { items } = await app.api.listTokens()
    expect(items).toHaveLength(1)
    expect(JSON.stringify(items)).not.toContain(token)
    expect(JSON.stringify(await app.app.storage.access.tokens())).not.toContain(token)
  })

  it('are refused alike, whether id or secret is wrong', async () => {
    const app = await openApp()
    const { token } = await app.api.createToken({ body: { name: 'ci' } })
    const wrongSecret = token.slice(0, -1) + (token.endsWith('a') ? 'b' : 'a')
    const wrongId = token.replace(/_[0-9a-f]{16}_/, `_${'0'.repeat(16)}_`)
    for (const wrong of [wrongSecret, wrongId, `${ownerToken}x`]) {
      const answer = await app.http.get('/api/v1/projects').set('authorization', `Bearer ${wrong}`)
      expect(answer.status).toBe(401)
      expect(answer.body.detail).toBe('This token is not known here, or was revoked.')
    }
  })
})
