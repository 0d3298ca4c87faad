import { readdirSync } from 'node:fs'
import { createApiClient, type Demo } from '@ripcord/api'
import { expect, it } from 'vitest'
import { openDemo } from '../harness/owner-session.js'
import { childrenOf, isRunning } from '../harness/process-tree.js'
import { startServer } from '../harness/server-process.js'
import { tempDir } from '../harness/temp-dir.js'
import { waitFor } from '../harness/wait-for.js'
import { testScope } from './test-scope.js'

const params = { project: 'demo', environment: 'production' }

/** Six processes start, and are asked by customers: a busy machine takes its time. */
const patience = { timeoutMs: 60_000, everyMs: 100 }

async function open() {
  const scope = testScope()
  const temp = tempDir(scope, 'demo')
  const server = await startServer(scope, { env: { TMPDIR: temp } })
  const demo = await openDemo(server)
  const api = createApiClient({ baseUrl: server.url, token: server.adminToken })
  const becomes = (state: Demo['state']) =>
    waitFor(
      `the demo to be ${state}`,
      async () => {
        const now = await demo.read()
        return now.state === state ? now : undefined
      },
      patience,
    )
  return { server, demo, api, becomes, temp }
}

/** The guest that the server has forked, and the services that the guest has. */
function shopOf(server: number): { guest: number; services: number[] } {
  const [guest = -1] = childrenOf(server)
  return { guest, services: childrenOf(guest) }
}

it('runs the shop in processes of its own, breaks it, is taken back by the guard, and ends', async () => {
  const { server, demo, api, becomes, temp } = await open()
  expect((await demo.ask('start')).status).toBe(201)
  await becomes('rolling')
  expect((await demo.ask('start')).body.code).toBe('demo-state')
  const { guest, services } = shopOf(server.child.pid)
  expect(services).toHaveLength(5)
  await waitFor(
    'customers to get the new code',
    async () => (await demo.read()).sales.some(({ byNew }) => byNew > 0),
    patience,
  )

  expect((await demo.ask('break')).body).toMatchObject({ state: 'broken', killId: null })
  const killed = await becomes('killed')
  expect(killed.sentence).toMatch(/^kites-2 was pulled \d+\.\d seconds after it broke\.$/)
  const kill = killed.killId ?? ''
  const incident = await waitFor('everybody to be safe', async () => {
    const now = await api.getIncident({ params: { ...params, kill } })
    return now.acknowledged.allAt === null ? undefined : now
  })
  expect(incident).toMatchObject({ cause: 'guard', acknowledged: { safe: 5, total: 5 } })
  expect(incident.flags).toEqual(['new-checkout', 'new-ledger'])
  expect(killed.sales.some(({ failed }) => failed > 0)).toBe(true)
  await waitFor(
    'everybody to be served again',
    async () => {
      const last = (await demo.read()).sales.at(-1)
      return last !== undefined && last.sold > 0 && last.failed === 0
    },
    patience,
  )

  expect((await demo.ask('mend')).body).toMatchObject({ state: 'rolling', release: 'kites-3' })
  expect((await demo.ask('end')).body.state).toBe('off')
  expect([guest, ...services].filter(isRunning)).toEqual([])
  expect(readdirSync(temp)).toEqual([])
  const keys = (await api.listKeys({ params })).items
  expect(keys.map(({ revokedAt }) => revokedAt === null)).toEqual([false])
  expect((await api.listKills({ params, query: {} })).items).toEqual([])
  expect((await api.listFlags({ params, query: { archived: false } })).items).toEqual([])
})

it('leaves nothing running where its server is killed, and what it opened is closed at the next start', async () => {
  const { server, demo, api, becomes, temp } = await open()
  await demo.ask('start')
  await becomes('rolling')
  const { guest, services } = shopOf(server.child.pid)
  expect(services).toHaveLength(5)
  await server.kill()
  await waitFor('all that it started to be gone', () => ![guest, ...services].some(isRunning))
  expect(readdirSync(temp)).toEqual([])

  await server.start()
  const keys = (await api.listKeys({ params })).items
  expect(keys.map(({ revokedAt }) => revokedAt === null)).toEqual([false])
  expect((await api.getRelease({ params: { ...params, release: 'kites-2' } })).status).toBe('aborted')
})

it('leaves no service running where the process that runs them is killed, and says so', async () => {
  const { server, demo, becomes } = await open()
  await demo.ask('start')
  await becomes('rolling')
  const { guest, services } = shopOf(server.child.pid)
  process.kill(guest, 'SIGKILL')
  await waitFor('its services to be gone', () => !services.some(isRunning))
  expect((await becomes('off')).problem).toBe('Its processes ended by SIGKILL.')
})
