import { createServer } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { expect, it } from 'vitest'
import { createDeaths, type Death } from '../harness/death.js'
import { listen } from '../harness/free-port.js'
import type { Scope } from '../harness/scope.js'
import { startServer } from '../harness/server-process.js'
import { createTestProject } from '../harness/test-project.js'
import { waitFor, within } from '../harness/wait-for.js'
import { testScope } from './test-scope.js'

// Whoever is to hear of a kill hears of it, whenever the server dies; what comes twice has one id.

const points: readonly (readonly [string, Death])[] = [
  ['before the outbox holds it', { statement: 'INSERT INTO deliveries', when: 'before' }],
  ['when the outbox holds it, before it is sent', { statement: 'INSERT INTO deliveries', when: 'commit' }],
  ['when it was taken, before that is known', { statement: 'UPDATE deliveries SET state', when: 'before' }],
]

it.each(points)('%s: a kill is told in spite of the death of the server', async (_, death) => {
  const scope = testScope()
  const receiver = await openReceiver(scope)
  const deaths = createDeaths(scope)
  const server = await startServer(scope, { env: { ...deaths.env, RIPCORD_EGRESS_ALLOW: '127.0.0.1' } })
  const project = await createTestProject(server)
  await project.createFlags(['new-checkout'], 'on')
  const { api, params } = project
  const filter = { events: ['kill.committed' as const], environments: null, releases: null }
  const target = { type: 'webhook' as const, url: receiver.url }
  const { secret } = await api.createChannel({ params, body: { name: 'on call', target, filter } })
  await server.stop()
  deaths.arm(death)
  await server.start()

  // Whether its answer still arrives is open.
  const asked = project.kill(['new-checkout']).catch(() => undefined)
  const { signal } = await within('the server to die', 60_000, server.child.exited)
  expect(signal).toBe('SIGKILL')
  await asked
  await server.start()

  const delivered = await waitFor('the delivery', async () => {
    const { items } = await api.listDeliveries({ params, query: { state: 'delivered' } })
    return items.length > 0 && items
  })
  expect(delivered.map(({ news }) => [news.type, news.flags])).toEqual([['kill.committed', ['new-checkout']]])
  const ids = receiver.got.map(({ headers, body }) => {
    new Webhook(secret ?? '').verify(body, headers)
    return headers['webhook-id']
  })
  expect(new Set(ids)).toEqual(new Set([delivered[0]?.id]))
})

async function openReceiver(scope: Scope) {
  const got: { headers: Record<string, string>; body: string }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      )
      got.push({ headers, body: Buffer.concat(chunks).toString() })
      response.writeHead(204).end()
    })
  })
  const port = await listen(server)
  scope.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${port}/`, got }
}
