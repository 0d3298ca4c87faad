import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { openApp } from '../testing/open-app.js'
import { runRipcord } from './testing/run-ripcord.js'

async function open() {
  const { app, http, clock } = await openApp({}, { every: () => () => undefined })
  const server = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const status = (...args: string[]) => runRipcord(['status', '--server', server, ...args], {})
  return { app, http, clock, status }
}

it('says that the server serves and its guard looks', async () => {
  const { app, status } = await open()
  await app.guard.tick()
  expect(await status()).toMatchObject({
    exitCode: 0,
    out: expect.stringMatching(/^http:.*: ready\nguard: ok$/),
  })
})

it('names a guard that has not looked for three seconds, while SDKs are served as before', async () => {
  const { app, http, clock, status } = await open()
  await app.guard.tick()
  clock.advance(3_001)
  const { status: code, body } = await http.get('/readyz')
  expect({ code, body }).toEqual({ code: 200, body: { status: 'ready', guard: 'late' } })
  expect(await status()).toMatchObject({ exitCode: 1, out: expect.stringMatching(/^guard: late: /m) })
  expect(JSON.parse((await status('--json')).out)).toMatchObject({ status: 'ready', guard: 'late' })
  await app.guard.tick()
  expect((await http.get('/readyz')).body).toEqual({ status: 'ready', guard: 'ok' })
})

it('says so where no server answers', async () => {
  expect(await runRipcord(['status', '--server', 'http://127.0.0.1:1'], {})).toMatchObject({
    exitCode: 5,
    messages: expect.stringMatching(/127\.0\.0\.1:1 does not answer/),
  })
})
