import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openReleaseShop, place } from '../releases/testing/release-shop.js'
import { ownerToken } from '../testing/open-app.js'
import { runRipcord } from './testing/run-ripcord.js'

const yaml = `
release: checkout-1
environment: production
services: [{ name: checkout }]
flags: [{ key: a, outgoing: on }]
`

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ripcord-release-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function openShop() {
  const { app, api } = await openReleaseShop('a')
  const server = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  return { api, server }
}

async function apply(text: string, given: string[], environment: Record<string, string> = {}) {
  const file = join(folder, 'ripcord.yaml')
  writeFileSync(file, text)
  const args = ['release', 'apply', file, '--project', 'default', ...given]
  return await runRipcord(args, { RIPCORD_DATA: folder, ...environment })
}

const token = { RIPCORD_TOKEN: ownerToken }

it('applies a file, and says on the second time that nothing changed', async () => {
  const { api, server } = await openShop()
  const first = await apply(yaml, ['--server', server], token)
  expect(first).toMatchObject({
    exitCode: 0,
    out: expect.stringMatching(/^checkout-1 in production: created/),
  })
  const again = await apply(yaml, ['--json'], { ...token, RIPCORD_URL: server })
  expect(JSON.parse(again.out)).toMatchObject({ outcome: 'unchanged', status: 'draft' })
  expect((await api.listReleases({ params: place })).items).toHaveLength(1)
})

it('says of a draft what a start would find', async () => {
  const { api, server } = await openShop()
  const checks = 'checks: [{ id: beat, type: heartbeat, period: 10s }]'
  const { out } = await apply(yaml + checks, ['--server', server], token)
  expect(out).toMatch(
    /^has to be confirmed: "beat" knows nothing: it has not beat yet.*"confirm": \["beat"\]/m,
  )
  expect(out).toMatch(/^to know: No connected instance has evaluated "a"/m)
  await api.startRelease({ params: { ...place, release: 'checkout-1' }, body: { confirm: ['beat'] } })
  const running = await apply(yaml + checks, ['--server', server, '--json'], token)
  expect(JSON.parse(running.out)).toMatchObject({ status: 'running', hints: [] })
})

it('tells what the server refuses, and ends with code 3', async () => {
  const { server } = await openShop()
  const flags = '[{ key: nobody, outgoing: on }, { key: a, outgoing: blue }]'
  const wrong = await apply(yaml.replace(/flags: .*/, `flags: ${flags}`), ['--server', server], token)
  expect(wrong.exitCode).toBe(3)
  expect(wrong.messages).toMatch(/\/flags\/0\/key: there is no such flag.*\n\/flags\/1\/outgoing: flag "a"/)
  expect((await apply(yaml, ['--server', server], { RIPCORD_TOKEN: 'rk_adm_wrong' })).exitCode).toBe(3)
})

it('reads the file before it asks anybody, and names it', async () => {
  const messages = async (text: string) => (await apply(text, [])).messages
  expect(await messages('flags: [a')).toMatch(/ripcord\.yaml: .* line 1/)
  expect(await messages(yaml.replace('flags', 'flag'))).toMatch(/ripcord\.yaml: \/flags: is missing/)
  expect(await messages(yaml.replace(/environment: .*/, ''))).toMatch(/environment is missing/)
})

it('tells everything that is wrong in a file, a line each', async () => {
  const { messages } = await apply('release: a b\nenvironment: production\nflags: []\n', [])
  expect(messages).toMatch(/\/release: "a b" is no key/)
  expect(messages).toMatch(/^\/flags: expected at least/m)
})

it('says that a version that is a number to YAML needs quotes', async () => {
  const { messages } = await apply(yaml.replace('checkout }', 'checkout, version: 1.10 }'), [])
  expect(messages).toMatch(/\/services\/0\/version: expected text, not 1\.1: put it in quotes/)
})

it('says in words that there is no such file', async () => {
  const apply = (file: string) =>
    runRipcord(['release', 'apply', file, '--project', 'default'], { RIPCORD_DATA: folder })
  expect(await apply(join(folder, 'none.yaml'))).toMatchObject({
    exitCode: 3,
    messages: expect.stringMatching(/none\.yaml: there is no such file\.$/m),
  })
  expect((await apply(folder)).messages).toMatch(/this is a folder/)
})

it('says where it looked for a server, and that it needs a token', async () => {
  expect(await apply(yaml, [], token)).toMatchObject({
    exitCode: 5,
    messages: expect.stringMatching(/--server/),
  })
  const closed = ['--server', 'http://127.0.0.1:1']
  expect(await apply(yaml, closed, token)).toMatchObject({
    exitCode: 5,
    messages: expect.stringMatching(/127\.0\.0\.1:1 does not answer/),
  })
  expect(await apply(yaml, closed)).toMatchObject({
    exitCode: 3,
    messages: expect.stringMatching(/RIPCORD_TOKEN/),
  })
})

it('takes what is set to nothing for not set, and no address without a scheme', async () => {
  expect(await apply(yaml, [], { ...token, RIPCORD_URL: '' })).toMatchObject({
    exitCode: 5,
    messages: expect.stringMatching(/No server was found/),
  })
  expect((await apply(yaml, ['--server', 'http://127.0.0.1:1'], { RIPCORD_TOKEN: '' })).messages).toMatch(
    /Put an admin token into RIPCORD_TOKEN/,
  )
  for (const address of ['localhost:4400', 'localhost'])
    expect(await apply(yaml, [], { ...token, RIPCORD_URL: address })).toMatchObject({
      exitCode: 2,
      messages: expect.stringMatching(/no address of a server: expected one such as http/),
    })
})
