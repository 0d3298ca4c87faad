import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openApp, ownerToken } from '../testing/open-app.js'
import { runRipcord } from './testing/run-ripcord.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ripcord-source-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function open() {
  const { app } = await openApp()
  const environment = {
    RIPCORD_DATA: folder,
    RIPCORD_URL: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    RIPCORD_TOKEN: ownerToken,
  }
  const source = (...args: string[]) =>
    runRipcord(['source', ...args, '--project', 'default', '--environment', 'production'], environment)
  const create = (...args: string[]) => source('create', '--name', 'monitoring', ...args)
  return { source, create }
}

const firing = JSON.stringify({ alerts: [{ status: 'firing', labels: { alertname: 'Errors' } }] })

async function deliver(address: string, credential: string | null): Promise<number> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${credential}` }
  return (await fetch(address, { method: 'POST', headers, body: firing })).status
}

/** What stands behind a word at the beginning of a line. */
const after = (word: string, out: string) => new RegExp(`^${word}: +(\\S+)$`, 'm').exec(out)?.[1] ?? ''

it('prints an address and a credential that deliver as they are pasted, and where to read on', async () => {
  const { create } = await open()
  const { out, exitCode } = await create('--sender', 'ripcord')
  expect(exitCode).toBe(0)
  expect(await deliver(after('address', out), after('credential', out))).toBe(202)
  expect(await deliver(after('address', out), 'another')).toBe(401)
  expect(out).toMatch(/^how: +Authorization: Bearer <credential>$/m)
  expect(after('read', out)).toBe('docs/senders.md')
  expect(after('read', (await create('--sender', 'alertmanager')).out)).toBe('docs/alertmanager.md')
})

it('puts the credential into the address where its sender can set no header', async () => {
  const { create } = await open()
  const { out } = await create('--sender', 'ripcord', '--auth', 'url-token', '--releases', 'checkout-')
  expect(await deliver(after('address', out), null)).toBe(202)
  expect(out).not.toMatch(/^credential: /m)
})

it('lists sources without their credentials', async () => {
  const { source, create } = await open()
  expect((await source('list')).out).toBe('There is no source in production.')
  const { credential, id } = JSON.parse((await create('--sender', 'ripcord', '--json')).out)
  const { out } = await source('list')
  expect(out).toBe(`${id}  alerts of ripcord (bearer)  monitoring  never used`)
  expect((await source('list', '--json')).out).not.toContain(credential)
})

it('rotates: another one that is as the old one, which goes on until it is deleted', async () => {
  const { source, create } = await open()
  const given = ['--sender', 'ripcord', '--service', 'checkout', '--label', 'tier=front', '--json']
  const old = JSON.parse((await create(...given)).out)
  const rotated = await source('rotate', old.id)
  const [address, credential] = [after('address', rotated.out), after('credential', rotated.out)]
  expect(address).not.toBe(old.address)
  expect(rotated.out).toContain(`ripcord source delete ${old.id} --project default --environment production`)
  expect(await deliver(old.address, old.credential)).toBe(202)
  expect(await deliver(address, credential)).toBe(202)
  expect(await source('delete', old.id)).toMatchObject({ exitCode: 0, out: expect.stringMatching(/revoked/) })
  expect(await deliver(old.address, old.credential)).toBe(401)
  expect(await deliver(address, credential)).toBe(202)
  const { items } = JSON.parse((await source('list', '--json')).out)
  expect(items).toMatchObject([{ name: 'monitoring', scope: { service: 'checkout' } }])
  expect(await source('rotate', old.id)).toMatchObject({
    exitCode: 3,
    messages: expect.stringMatching(/no source/),
  })
})

it('makes a source of deployments, with how its sender calls the environment and what drafts are made of', async () => {
  const { source, create } = await open()
  const template = join(folder, 'template.yaml')
  writeFileSync(template, 'services: [{ name: checkout }]\nflags: [{ key: new-checkout, outgoing: on }]\n')
  const given = ['--kind', 'deployments', '--sender', 'github', '--called', 'prod', '--template', template]
  const made = await create(...given)
  expect(made.out).toMatch(/^read: +docs\/deployments\.md$/m)
  const [, id = ''] = /source (\S+) of deployments, from github,/.exec(made.out) ?? []
  const body = JSON.stringify({})
  expect((await fetch(after('address', made.out), { method: 'POST', body })).status).toBe(401)
  const rotated = JSON.parse((await source('rotate', id, '--json')).out)
  expect(rotated.address).toContain('/intake/deployments/github/')
  const { items } = JSON.parse((await source('list', '--json')).out)
  expect(items).toMatchObject([{ kind: 'deployments' }, { kind: 'deployments' }])
})

it('refuses a template that names a build, and one for alerts', async () => {
  const { create } = await open()
  const template = join(folder, 'wrong.yaml')
  writeFileSync(
    template,
    'services: [{ name: checkout, version: 1.0.0 }]\nflags: [{ key: a, outgoing: on }]\n',
  )
  expect(await create('--kind', 'deployments', '--sender', 'github', '--template', template)).toMatchObject({
    exitCode: 3,
    messages: expect.stringMatching(/wrong\.yaml: \/services\/0: has no field "version"/),
  })
  expect(await create('--sender', 'ripcord', '--called', 'prod')).toMatchObject({
    exitCode: 3,
    messages: expect.stringMatching(/\/deployments: leave it out/),
  })
  expect(await create('--kind', 'rumours', '--sender', 'github')).toMatchObject({ exitCode: 3 })
})

it('takes the secret that a sender has made from a file', async () => {
  const { create } = await open()
  const secretFile = join(folder, 'secret')
  writeFileSync(secretFile, 'made-by-the-sender\n')
  const { out } = await create('--sender', 'sentry', '--auth', 'hmac', '--secret-file', secretFile, '--json')
  expect(JSON.parse(out)).toMatchObject({ auth: 'hmac', credential: 'made-by-the-sender' })
})

it('says which senders and ways there are, and which source is not there', async () => {
  const { source, create } = await open()
  expect(await create('--sender', 'nobody')).toMatchObject({
    exitCode: 3,
    messages: expect.stringMatching(/\/sender: expected a format of alerts: .*alertmanager/),
  })
  expect(await create('--sender', 'alertmanager', '--auth', 'sns')).toMatchObject({ exitCode: 3 })
  expect(await source('delete', 'nobody')).toMatchObject({ exitCode: 3 })
  expect(await create()).toMatchObject({ exitCode: 2, messages: expect.stringMatching(/--sender/) })
})
