import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Demo } from '@ripcord/api'
import { releaseFileSchema } from '@ripcord/model'
import { pino } from 'pino'
import request from 'supertest'
import { expect, it, onTestFinished } from 'vitest'
import { createApp } from '../app.js'
import { systemClock } from '../clock.js'
import { readConfig } from '../config.js'
import { createKeyRing } from '../secrets/create-key-ring.js'
import { openSqliteStorage } from '../storage/sqlite/open.js'
import { type OpenApp, openApp, ownerToken } from '../testing/open-app.js'
import type { ShopFiles } from './shop-files.js'

/** A shop without services, whose release asks for none. */
const shop: ShopFiles = {
  program: fileURLToPath(new URL('testing/fake-shop.mjs', import.meta.url)),
  release: (release) =>
    releaseFileSchema.parse({
      release,
      environment: 'production',
      flags: [{ key: 'new-checkout', outgoing: 'on' }],
      stages: [{ share: 0.5, bakeTime: '10m' }],
      services: [{ name: 'checkout' }],
    }),
}

const origin = 'http://ripcord.test'
const page = { origin, host: 'ripcord.test' }

async function logIn({ http }: Pick<OpenApp, 'http'>, secret: string): Promise<string> {
  const opened = await http.post('/api/v1/session').set(page).send({ secret })
  return opened.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
}

/** Asks as the owner, in a browser that has opened the link. */
async function asOwner(opened: Pick<OpenApp, 'app' | 'http'>) {
  const cookie = await logIn(opened, await opened.app.sessions.createLink())
  const ask = opened.http
  return {
    read: async () => (await ask.get('/api/v1/demo').set({ ...page, cookie })).body as Demo,
    post: (step: string) => ask.post(`/api/v1/demo/${step}`).set({ ...page, cookie }),
  }
}

async function until(read: () => Promise<Demo>, state: Demo['state']): Promise<Demo> {
  for (;;) {
    const demo = await read()
    if (demo.state === state) return demo
    if (demo.problem !== null) throw new Error(demo.problem)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

it('is started by the owner’s own session, and by no token, nor a session that one opened', async () => {
  const opened = await openApp({}, { shop })
  const { token } = await opened.api.createToken({ body: { name: 'ci' } })
  const start = () => opened.http.post('/api/v1/demo/start')
  const refused = [
    await start().set(page),
    await start().set({ authorization: `Bearer ${ownerToken}` }),
    await start().set({ authorization: `Bearer ${token}` }),
    await start().set({ ...page, cookie: await logIn(opened, ownerToken) }),
    await start().set({ ...page, cookie: await logIn(opened, token) }),
  ]
  expect(refused.map(({ status }) => status)).toEqual([401, 403, 403, 403, 403])
  const cookie = await logIn(opened, await opened.app.sessions.createLink())
  const foreign = await start().set({ cookie, host: page.host, origin: 'https://evil.example' })
  expect([foreign.status, foreign.body.code]).toEqual([403, 'foreign-origin'])
  expect((await opened.api.readDemo()).state).toBe('off')
})

it('starts once, in a project of its own, and leaves nothing that opens or is served', async () => {
  const opened = await openApp({}, { shop })
  const { api } = opened
  const owner = await asOwner(opened)
  expect((await owner.post('start')).status).toBe(201)
  const again = await owner.post('start')
  expect([again.status, again.body.code]).toEqual([409, 'demo-state'])
  const rolling = await until(owner.read, 'rolling')
  expect(rolling).toMatchObject({ release: 'kites-2', place: { project: 'demo' }, refusal: null })
  const params = { project: 'demo', environment: 'production' }
  expect((await api.listFlags({ params, query: { archived: false } })).items).toHaveLength(3)
  await api.createKill({ params, body: { target: { type: 'release', release: 'kites-2' } } })
  expect(await owner.read()).toMatchObject({ state: 'killed', sentence: 'kites-2 was pulled.' })
  expect((await owner.post('break')).body.code).toBe('demo-state')
  expect((await owner.post('mend')).body).toMatchObject({ state: 'rolling', release: 'kites-3' })

  expect((await owner.post('end')).body).toMatchObject({ state: 'off', processes: 0, problem: null })
  expect((await owner.post('end')).status).toBe(200)
  expect((await owner.post('break')).body.code).toBe('demo-state')
  const keys = (await api.listKeys({ params })).items
  expect(keys.filter(({ revokedAt }) => revokedAt === null)).toEqual([])
  expect((await api.listFlags({ params, query: { archived: false } })).items).toEqual([])
  expect((await api.listKills({ params, query: {} })).items).toEqual([])
  expect((await api.listIncidents({ params, query: {} })).items).toHaveLength(1)
  expect((await api.getRelease({ params: { ...params, release: 'kites-3' } })).status).toBe('aborted')

  expect((await owner.post('start')).status).toBe(201)
  expect(await until(owner.read, 'rolling')).toMatchObject({ release: 'kites-4' })
  await owner.post('end')
})

it('touches no project that somebody has called as its own', async () => {
  const opened = await openApp({}, { shop })
  const owner = await asOwner(opened)
  await opened.api.createProject({ body: { key: 'demo', name: 'Ours' } })
  expect((await owner.post('start')).body.place).toEqual({ project: 'live-demo', environment: 'production' })
  await until(owner.read, 'rolling')
  await owner.post('end')
  expect((await opened.api.listFlags({ params: { project: 'demo' }, query: {} })).items).toEqual([])

  const other = await openApp({}, { shop })
  for (const key of ['demo', 'live-demo']) await other.api.createProject({ body: { key, name: 'Ours' } })
  expect((await (await asOwner(other)).post('start')).body.code).toBe('demo-not-here')
})

it('says so where its processes die, and puts away what they had', async () => {
  const opened = await openApp({}, { shop })
  const owner = await asOwner(opened)
  await owner.post('start')
  await until(owner.read, 'rolling')
  await owner.post('break')
  const off = await until(owner.read, 'off')
  expect(off).toMatchObject({
    sentence: 'The live demo ended before its time.',
    detail: 'Its processes ended with code 3.',
  })
  const params = { project: 'demo', environment: 'production' }
  const keys = (await opened.api.listKeys({ params })).items
  expect(keys.map(({ revokedAt }) => revokedAt === null)).toEqual([false])
})

it('is refused without the shop, and changes nothing', async () => {
  const opened = await openApp()
  const { status, body } = await (await asOwner(opened)).post('start')
  expect([status, body.code]).toEqual([409, 'demo-not-here'])
  expect(body.detail).toContain('The example shop is not beside this server')
  expect((await opened.api.readDemo()).refusal).toBe(body.detail)
  expect((await opened.api.listProjects()).items.map(({ key }) => key)).toEqual(['default'])
})

it('is refused on a database that is not embedded', async () => {
  const storage = await openSqliteStorage({ file: ':memory:', clock: systemClock, mint: 'a test' })
  const opened = await openApp({}, { shop, storage: { ...storage, isEmbedded: false } })
  const { body } = await (await asOwner(opened)).post('start')
  expect(body.detail).toContain('embedded store alone')
})

it.each([
  ['listens beyond the loopback', { HOST: '0.0.0.0' }, 'listens on 0.0.0.0'],
  ['listens beyond the loopback, whatever it is told', { HOST: '0.0.0.0', RIPCORD_DEMO: '1' }, 'listens on'],
  ['is reached by others', { PUBLIC_URL: 'https://flags.example' }, 'PUBLIC_URL'],
  ['is told not to', { RIPCORD_DEMO: '0' }, 'RIPCORD_DEMO=0'],
  ['is in a container', { HOST: '0.0.0.0', RIPCORD_CONTAINER: '1' }, 'RIPCORD_DEMO=1'],
  ['is in a container, and may', { HOST: '0.0.0.0', RIPCORD_CONTAINER: '1', RIPCORD_DEMO: '1' }, undefined],
])('is refused where the server %s', async (_how, environment: Record<string, string>, because) => {
  const read = readConfig({ PORT: '0', RIPCORD_ADMIN_TOKEN: ownerToken, ...environment })
  if (read.type === 'mistakes') throw new Error(read.mistakes.join())
  const app = await createApp(read.config, {
    clock: systemClock,
    log: pino({ level: 'silent' }),
    version: '0.0.0-test',
    storage: await openSqliteStorage({ file: ':memory:', clock: systemClock, mint: 'a test' }),
    keyRing: createKeyRing(randomBytes(32), new Date()),
    shop,
  })
  onTestFinished(() => app.close())
  await app.listen()
  const http = request(app.server)
  const answer = await http.get('/api/v1/demo').set('authorization', `Bearer ${ownerToken}`)
  const { refusal } = answer.body as Demo
  if (because === undefined) expect(refusal).toBeNull()
  else expect(refusal).toContain(because)
})
