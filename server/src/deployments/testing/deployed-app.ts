import { createHmac, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { snapshotPath } from '@ripcord/sync'
import { onTestFinished } from 'vitest'
import { createFlag, fileOf, place, at as where } from '../../releases/testing/release-shop.js'
import { createKeyRing } from '../../secrets/create-key-ring.js'
import { openSqliteStorage } from '../../storage/sqlite/open.js'
import { hello } from '../../stream/testing/test-hub.js'
import { openApp } from '../../testing/open-app.js'

type Parts = Parameters<typeof openApp>[1]

/** What GitHub says of a deployment, as far as a test cares. */
export interface Said {
  id?: number
  state?: string
  service?: string
  version?: string
  environment?: string
  at?: string
  payload?: object
}

/** A server with two flags and a source of deployments, GitHub's where it is not said otherwise. */
export async function openDeployed(source: object = {}, parts: Parts = {}) {
  const app = await openApp({}, { every: () => () => undefined, ...parts })
  const made = await app.api.createSource({
    params: place,
    body: { kind: 'deployments', sender: 'github', name: 'deploys', ...source },
  })
  for (const key of ['a', 'b']) await createFlag(app.api, key)
  return deployedOn(app, made)
}

/** Such a server on a file, and a way to have another one go on with it. */
export async function openOnFile() {
  const folder = mkdtempSync(join(tmpdir(), 'deployments-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const parts = { keyRing: createKeyRing(randomBytes(32), new Date(0)), every: () => () => undefined }
  const storage = (clock: App['clock'] = stillClock) =>
    openSqliteStorage({ file: join(folder, 'ripcord.db'), clock, mint: 'a test' })
  const first = await openDeployed({}, { ...parts, storage: await storage() })
  const restart = async () => {
    await first.app.close()
    const { clock } = first
    const app = await openApp({}, { ...parts, clock, storage: await storage(clock) })
    return deployedOn({ ...app, clock }, first.source)
  }
  return { first, restart }
}

const stillClock = {
  now: () => new Date('2026-01-05T08:00:00.000Z'),
  monotonic: () => 0,
  advance: () => undefined,
}

type App = Awaited<ReturnType<typeof openApp>>
type Source = Awaited<ReturnType<App['api']['createSource']>>

/** What a test does to such a server. */
function deployedOn(app: App, made: Source) {
  const { api, http, clock } = app
  let instances = 0

  const bodyOf = (said: Said = {}) => ({
    deployment_status: {
      id: said.id ?? 1,
      state: said.state ?? 'success',
      environment: said.environment ?? 'production',
      created_at: said.at ?? clock.now().toISOString(),
    },
    deployment: {
      sha: 'c'.repeat(40),
      ref: `v${said.version ?? '2.0.0'}`,
      environment: 'production',
      payload: said.payload ?? {},
    },
    repository: { name: said.service ?? 'checkout' },
  })

  /** Bytes as GitHub signs them. */
  function signed(bytes: Buffer | string, secret = made.secret ?? '', deliveryId = 'delivery-1') {
    const mac = createHmac('sha256', secret).update(bytes).digest('hex')
    return http
      .post(made.path)
      .set('content-type', 'application/json')
      .set('x-github-event', 'deployment_status')
      .set('x-github-delivery', deliveryId)
      .set('x-hub-signature-256', `sha256=${mac}`)
      .serialize((sent: unknown) => sent as string)
      .send(bytes)
  }

  return {
    ...app,
    source: made,
    bodyOf,
    signed,
    /** From GitHub, with the secret of the source. */
    deliver: (said: Said = {}) => signed(JSON.stringify(bodyOf(said))),
    /** A file that waits for its deployments. */
    apply: (more: object = {}) => api.applyRelease({ params: where, body: waiting(more) }),
    release: () => api.getRelease({ params: where }),
    status: async () => (await api.getRelease({ params: where })).status,
    /** An instance of a service connects. */
    connect: async (version = '2.0.0', service = 'checkout') => {
      const { key } = await api.createKey({ params: place, body: { name: `key ${++instances}` } })
      const { instance } = hello()
      await http
        .post(snapshotPath)
        .set('authorization', `Bearer ${key}`)
        .send(hello({ instance: { ...instance, service, version, host: `node-${instances}` } }))
        .expect(200)
    },
    /** The server looks again for what waits. */
    pass: async (ms: number) => {
      clock.advance(ms)
      await app.app.deployments.tick()
    },
    list: async () => (await api.listDeployments({ params: place, query: {} })).items,
  }
}

function waiting(more: object) {
  return fileOf({
    services: [{ name: 'checkout', version: '2.0.0' }],
    startOn: 'deployment',
    ...more,
  })
}
